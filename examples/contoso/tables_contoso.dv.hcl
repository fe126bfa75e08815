# The tables of our own solution. It brings no security of its own: everything is in this folder.

# Homes

table "contoso_listing" {
  schema_name    = "contoso_Listing"
  ownership      = "user_or_team"
  classification = "public"
  audit          = true
}

table "contoso_listingimage" {
  schema_name    = "contoso_ListingImage"
  ownership      = "user_or_team"
  classification = "public"
  volume         = "high"

  relationship "contoso_listing_images" { # an image goes where its listing goes
    parent   = "contoso_listing"
    assign   = "cascade"
    share    = "cascade"
    unshare  = "cascade"
    reparent = "cascade"
    delete   = "cascade"
  }
}

table "contoso_listingfee" {
  schema_name    = "contoso_ListingFee"
  ownership      = "user_or_team"
  classification = "internal"

  relationship "contoso_listing_fees" {
    parent = "contoso_listing"
    delete = "restrict"
  }
}

table "contoso_listingfeetype" {
  schema_name    = "contoso_ListingFeeType"
  ownership      = "organization"
  classification = "public"
}

table "contoso_amenity" {
  schema_name    = "contoso_Amenity"
  ownership      = "organization"
  classification = "public"
}

# Letting and selling

table "contoso_viewing" { # a visit to a home: shares the privileges of all activities
  schema_name    = "contoso_Viewing"
  activity       = true
  classification = "internal"
}

table "contoso_reservation" {
  schema_name    = "contoso_Reservation"
  ownership      = "user_or_team"
  classification = "confidential"
  audit          = true

  relationship "contoso_listing_reservations" {
    parent = "contoso_listing"
    delete = "restrict"
  }
}

table "contoso_offer" {
  schema_name    = "contoso_Offer"
  ownership      = "user_or_team"
  classification = "confidential"
  audit          = true

  relationship "contoso_opportunity_offers" { # who is shared a deal is shared its offers
    parent  = "opportunity"
    share   = "cascade"
    unshare = "cascade"
    delete  = "restrict"
  }
}

table "contoso_lease" {
  schema_name    = "contoso_Lease"
  ownership      = "user_or_team"
  classification = "confidential"
  audit          = true
}

# Looking after homes

table "contoso_inspection" {
  schema_name    = "contoso_Inspection"
  ownership      = "user_or_team"
  classification = "internal"
}

table "contoso_repair" {
  schema_name    = "contoso_Repair"
  ownership      = "user_or_team"
  classification = "internal"
}

# Money

table "contoso_deposit" {
  schema_name    = "contoso_Deposit"
  ownership      = "user_or_team"
  classification = "restricted"
  audit          = true

  relationship "contoso_lease_deposits" {
    parent = "contoso_lease"
    delete = "restrict"
  }
}

table "contoso_payment" {
  schema_name    = "contoso_Payment"
  ownership      = "user_or_team"
  classification = "restricted"
  audit          = true
  retrieve_audit = true

  column "contoso_iban" {
    secured        = true
    audit          = true
    classification = "restricted"
    masking_rule   = "last_four"
  }
}

table "contoso_paymentapproval" {
  schema_name    = "contoso_PaymentApproval"
  ownership      = "user_or_team"
  classification = "restricted"
  audit          = true

  relationship "contoso_payment_approvals" {
    parent = "contoso_payment"
    delete = "restrict"
  }
}

table "contoso_commission" {
  schema_name    = "contoso_Commission"
  ownership      = "user_or_team"
  classification = "restricted"
  audit          = true
}
