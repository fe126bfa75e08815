package records

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model"
)

// memory is files that need no disk.
func memory(files map[string]string) solution.Files {
	return solution.Files{Names: slices.Sorted(maps.Keys(files)), Read: func(name string) ([]byte, error) {
		text, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}}
}

// dataXML is a data file with entities as they are given.
func dataXML(entities ...string) string {
	return "\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<entities xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" timestamp=\"2026-01-01\">\r\n" +
		strings.Join(entities, "\r\n") + "\r\n</entities>"
}

// entity is a table of data: records as written, then links.
func entity(table string, parts ...string) string {
	var records, links []string
	for _, p := range parts {
		if strings.HasPrefix(p, "<record") {
			records = append(records, p)
		} else {
			links = append(links, p)
		}
	}
	return fmt.Sprintf("<entity name=%q displayname=\"\">\n<records>\n%s\n</records>\n<m2mrelationships>\n%s\n</m2mrelationships>\n</entity>",
		table, strings.Join(records, "\n"), strings.Join(links, "\n"))
}

// record is a row: an id, then names and values; a value "id|name" is a lookup.
func record(id string, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<record id=%q>", id)
	for i := 0; i < len(fields); i += 2 {
		value, named, lookup := strings.Cut(fields[i+1], "|")
		fmt.Fprintf(&b, "<field name=%q value=%q", fields[i], value)
		if lookup {
			fmt.Fprintf(&b, " lookupentity=\"x\" lookupentityname=%q", named)
		}
		b.WriteString(" />")
	}
	return b.String() + "</record>"
}

func links(name, source, target string, ids ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<m2mrelationship sourceid=%q targetentityname=%q targetentitynameidfield=\"x\" m2mrelationshipname=%q><targetids>", source, target, name)
	for _, id := range ids {
		fmt.Fprintf(&b, "<targetid>%s</targetid>", id)
	}
	return b.String() + "</targetids></m2mrelationship>"
}

// read reads a data file that is expected to be in order.
func read(t *testing.T, data string) *Records {
	t.Helper()
	var diags diag.List
	r, err := ReadMigration("data.zip", memory(map[string]string{"data.xml": data}), &diags)
	if err != nil {
		t.Fatal(err)
	}
	if diags.Len() > 0 {
		t.Fatalf("reading: %s", strings.Join(reports(&diags), "\n"))
	}
	return r
}

// rolesOf is a policy as solutions leave it: its root, and roles by name.
func rolesOf(names ...string) *model.Policy {
	root := &model.BusinessUnit{Address: "business_unit.root", Name: "root"}
	root.DefaultTeam = &model.Team{Address: "business_unit.root.default_team", Name: "root", Default: true, Complete: true, BusinessUnit: root}
	p := &model.Policy{BusinessUnits: []*model.BusinessUnit{root}, Teams: []*model.Team{root.DefaultTeam}}
	for i, name := range names {
		p.Roles = append(p.Roles, &model.Role{Address: model.Address("role", name), Name: name, ID: fmt.Sprintf("role-%d", i), BusinessUnit: root, Complete: true})
	}
	return p
}

// reports are the diagnostics, as lines of place, severity, code and message.
func reports(diags *diag.List) []string {
	var all []string
	for _, d := range diags.Sorted() {
		at := d.Span.Pos()
		all = append(all, fmt.Sprintf("%s:%d: %s: %s [%s]", at.File, at.Line, d.Severity, d.Message, d.Code))
	}
	return all
}

// facts is what a policy says of units, groups, teams and users, as lines.
func facts(p *model.Policy) string {
	var b strings.Builder
	for _, u := range p.BusinessUnits {
		fmt.Fprintf(&b, "%s %q %d-%d", u.Address, u.Name, u.First, u.Last)
		if u.Parent != nil {
			fmt.Fprintf(&b, " below %s", u.Parent.Address)
		}
		if u.Disabled {
			b.WriteString(" disabled")
		}
		b.WriteString("\n")
	}
	for _, g := range p.Groups {
		fmt.Fprintf(&b, "%s %s %q members %s guests %s\n", g.Address, g.Kind, g.ObjectID, usersOf(g.Members), usersOf(g.Guests))
	}
	for _, t := range p.Teams {
		if t.Default && len(t.Assignments)+len(t.Profiles) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s %q %s in %s", t.Address, t.Name, t.Type, t.BusinessUnit.Address)
		if t.Group != nil {
			fmt.Fprintf(&b, " of %s (%s)", t.Group.Address, t.Membership)
		}
		fmt.Fprintf(&b, " members %s%s\n", usersOf(t.Members), holds(t.Assignments, t.Profiles))
	}
	for _, u := range p.Users {
		fmt.Fprintf(&b, "%s %q upn %q in %s", u.Address, u.Name, u.UPN, u.BusinessUnit.Address)
		for _, one := range []struct {
			says bool
			what string
		}{
			{u.Application, " application " + u.ApplicationID}, {!u.Enabled, " disabled"}, {!u.Licensed, " unlicensed"}, {u.Guest, " guest"},
			{u.AccessMode != "", " " + u.AccessMode},
		} {
			if one.says {
				b.WriteString(one.what)
			}
		}
		if u.Manager != nil {
			fmt.Fprintf(&b, " reports to %s", u.Manager.Address)
		}
		if u.Position != nil {
			fmt.Fprintf(&b, " is %s", u.Position.Address)
		}
		b.WriteString(holds(u.Assignments, u.Profiles) + "\n")
	}
	return b.String()
}

func usersOf(all []*model.User) string {
	var addresses []string
	for _, u := range all {
		addresses = append(addresses, u.Address)
	}
	return fmt.Sprint(addresses)
}

func holds(roles []model.Assignment, profiles []model.ProfileUse) string {
	var b strings.Builder
	for _, r := range roles {
		fmt.Fprintf(&b, " + %s in %s", r.Role.Address, r.Anchor.Address)
	}
	for _, p := range profiles {
		fmt.Fprintf(&b, " + %s", p.Profile.Address)
	}
	return b.String()
}

func remarks(comments map[string][]string) string {
	var b strings.Builder
	for _, at := range slices.Sorted(maps.Keys(comments)) {
		for _, c := range comments[at] {
			fmt.Fprintf(&b, "%s: %s\n", at, c)
		}
	}
	return b.String()
}
