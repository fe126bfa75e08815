package rules

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
	"github.com/dvpolicy/dvpolicy/model"
)

var roleNoMetadata = &lint.Rule{
	ID: "role/no-metadata", Severity: lint.Warning,
	Summary: "a role does not say who answers for it, or what it is for",
	Why: "Whether a privilege is needed, only somebody can say who knows what the role is for. " +
		"Where that is not written, reviews end with everything staying as it is. Solutions have no place for it, so their roles are not asked.",
	Sources: []string{
		"Power Platform admin center: new security role (description, applies to)",
		"Sapota: Dataverse security roles",
	},
	Params: []lint.Param{{Name: "required", Of: factWords, Filled: true, Value: []string{"owner", "purpose"},
		Why: "description serves as purpose; kind can be added: a role that does not say it is taken for a business role"}},
	Bad: `
role "clerk" { # here
  description = "Keeps accounts"
  grants {
    account = { user = ["read"] }
  }
}
role "driver" { # here
  owner = "sales@woodgrove.example"
}
`,
	Good: `
role "clerk" {
  owner       = "sales@woodgrove.example"
  description = "Keeps accounts"
  grants {
    account = { user = ["read"] }
  }
}
role "driver" {
  owner   = "logistics@woodgrove.example"
  purpose = "Sees what is on the way"
}
`,
	Check: func(p *lint.Pass) {
		for _, r := range p.Roles() {
			if r.ID != "" || r.Standard {
				continue
			}
			missing := slices.DeleteFunc(slices.Clone(p.Words("required")), func(what string) bool { return says(r, what) })
			if len(missing) > 0 {
				p.Report(roleTarget(r, nil), "%s has no %s", r.Address, strings.Join(missing, ", no "))
			}
		}
	},
}

// says reports whether a role has an attribute of a review.
func says(r *model.Role, what string) bool {
	switch what {
	case "owner":
		return r.Owner != ""
	case "purpose":
		return r.Purpose != "" || r.Description != ""
	case "kind":
		return r.Kind != ""
	case "review_by":
		return r.ReviewBy != ""
	}
	return true
}
