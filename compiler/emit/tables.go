package emit

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

const inTheirSolution = "Better done in the solution that the table is in: its next import may undo what is done by hand."

// tables are what policy files say of tables. What a solution says of them, it carries.
func tables(p *model.Policy) Step {
	s := Step{
		Kind: "tables", Title: "Settings of tables",
		Where: "IsAuditEnabled (audit), IsRetrieveAuditEnabled and IsRetrieveMultipleAuditEnabled (retrieve_audit), AutoCreateAccessTeams (access_teams)",
		Notes: []string{inTheirSolution},
	}
	for _, t := range p.Tables {
		if written(t.Span) && (t.Audit != nil || t.RetrieveAudit || t.AccessTeams) {
			s.Items = append(s.Items, Item{{"table", t.Fact.Name}, {"audit", stated(t.Audit)}, {"retrieve_audit", only(t.RetrieveAudit)}, {"access_teams", only(t.AccessTeams)}})
		}
	}
	return s
}

func columns(p *model.Policy) Step {
	s := Step{Kind: "columns", Title: "Settings of columns", Where: "IsSecured (secured), IsAuditEnabled (audit), masking rules", Notes: []string{inTheirSolution}}
	for _, t := range p.Tables {
		for _, c := range t.Columns {
			if written(c.Span) && (c.Secured != nil || c.Audit != nil || c.MaskingRule != "") {
				s.Items = append(s.Items, Item{{"table", t.Fact.Name}, {"column", c.Name}, {"secured", stated(c.Secured)}, {"audit", stated(c.Audit)}, {"masking_rule", c.MaskingRule}})
			}
		}
	}
	return s
}

func relationships(p *model.Policy) Step {
	s := Step{Kind: "relationships", Title: "What relationships cascade", Where: "CascadeConfiguration of the relationship", Notes: []string{inTheirSolution}}
	for _, t := range p.Tables {
		for _, r := range t.Relationships {
			if written(r.Span) {
				s.Items = append(s.Items, Item{
					{"relationship", r.Name}, {"table", t.Fact.Name}, {"parent", r.Parent}, {"assign", r.Assign}, {"share", r.Share}, {"unshare", r.Unshare},
					{"reparent", r.Reparent}, {"delete", r.Delete}, {"merge", r.Merge},
				})
			}
		}
	}
	return s
}

// stated is what the policy says; nil where it says nothing.
func stated(b *bool) any {
	if b == nil {
		return nil
	}
	return *b
}

// only is what the model keeps as true or not said.
func only(b bool) any {
	if b {
		return true
	}
	return nil
}

func accessTeamTemplates(p *model.Policy) Step {
	s := Step{Kind: "access_team_templates", Title: "Access team templates", Where: "table teamtemplate", Notes: []string{"A change acts on teams that are made later."}}
	for _, t := range p.Templates {
		s.Items = append(s.Items, Item{{"name", t.Name}, {"table", t.Table}, {"rights", verbs(t.Rights)}})
	}
	return s
}

func shares(p *model.Policy) Step {
	s := Step{Kind: "shares", Title: "Shared rows", Where: "the row: Share (GrantAccess)", Notes: []string{"Share with exactly these rights. Modify a share that is there already: sharing once more may leave others in it."}}
	known := map[string]string{}
	for _, t := range p.Teams {
		known[t.Address] = t.Name
	}
	for _, u := range p.Users {
		known[u.Address] = name(u)
	}
	for _, x := range p.Shares {
		with := []string{}
		for _, address := range x.With {
			if n, ok := known[address]; ok {
				address = n
			}
			with = append(with, address)
		}
		s.Items = append(s.Items, Item{{"table", x.Table}, {"record", x.Record}, {"with", with}, {"rights", verbs(x.Rights)}, {"reason", x.Reason}, {"expires", x.Expires}, {"automated", x.Automated}})
	}
	return s
}

func verbs(all []privilege.Verb) []string {
	names := []string{}
	for _, v := range all {
		names = append(names, v.String())
	}
	return names
}
