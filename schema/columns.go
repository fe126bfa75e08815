package schema

import (
	"strings"
)

// System columns of every table, and why column security cannot have them.
var systemColumns = map[string]string{
	"ownerid": "it says who owns the row", "owneridtype": "it says who owns the row", "owninguser": "it says who owns the row",
	"owningteam": "it says who owns the row", "owningbusinessunit": "it says who owns the row", "organizationid": "it says who owns the row",

	"createdon": "it says when the row was created", "overriddencreatedon": "it says when the row was created",
	"createdby": "it says who created the row", "createdonbehalfby": "it says who created the row",
	"modifiedon": "it says when the row was changed",
	"modifiedby": "it says who changed the row", "modifiedonbehalfby": "it says who changed the row",

	"statecode": "it is the row's state", "statuscode": "it is the row's state",

	"versionnumber": "Dataverse keeps it for itself", "importsequencenumber": "Dataverse keeps it for itself",
	"timezoneruleversionnumber": "Dataverse keeps it for itself", "utcconversiontimezonecode": "Dataverse keeps it for itself",
}

// Lookup columns that many tables have. Which columns of a custom table are lookups only their declaration says.
var lookupColumns = map[string]bool{
	"transactioncurrencyid": true, "slaid": true, "slainvokedid": true, "regardingobjectid": true, "customerid": true,
	"parentaccountid": true, "parentcontactid": true, "parentcustomerid": true, "primarycontactid": true,
}

// ColumnSecurable says whether column security can have a column, and why not (semantics S-CS-03). Doubtful: the sources disagree. A column
// that the catalogue knows nothing of is securable; what kind of column it is, the caller knows.
func ColumnSecurable(table, column string) (ok, doubtful bool, why string) {
	column = strings.ToLower(column)
	if why, system := systemColumns[column]; system {
		return false, false, why
	}
	table = strings.ToLower(table)
	if column == table+"id" || isActivity(table) && column == "activityid" {
		return false, false, "it identifies the row"
	}
	if t := TableByName(table); t != nil && t.PrimaryName == column {
		return false, false, "it is the table's primary name"
	}
	if lookupColumns[column] {
		return true, true, "it is a lookup, which only older releases let one secure"
	}
	return true, false, ""
}

// Kinds of columns that cannot be secured, for whatever table.
var unsecurableKinds = map[string]string{
	"formula": "it is a formula column", "virtual": "it is a virtual column", "primary_name": "it is the primary-name column",
}

// Unsecurable says why column security cannot have a column, by its kind (of model.ColumnKinds, "" where it is not known) or by its name;
// "" where it can, or perhaps can.
func Unsecurable(table, column, kind string) string {
	if why := unsecurableKinds[kind]; why != "" {
		return why
	}
	if ok, _, why := ColumnSecurable(table, column); !ok {
		return why
	}
	return ""
}

func isActivity(table string) bool {
	t := TableByName(table)
	return t != nil && t.Activity
}
