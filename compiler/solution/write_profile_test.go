package solution_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
)

// permission is a permission as files have it: read, update, create, and unmasked, which older files do not have.
func permission(column string, read, update, create int, unmasked ...int) string {
	table, column, _ := strings.Cut(column, ".")
	s := fmt.Sprintf("      <FieldPermission>\n        <EntityName>%s</EntityName>\n        <AttributeName>%s</AttributeName>\n        <CanRead>%d</CanRead>\n        <CanUpdate>%d</CanUpdate>\n        <CanCreate>%d</CanCreate>\n", table, column, read, update, create)
	for _, u := range unmasked {
		s += fmt.Sprintf("        <CanReadUnmasked>%d</CanReadUnmasked>\n", u)
	}
	return s + "      </FieldPermission>\n"
}

// profile is an element of a profile with an id and attributes behind its name.
func profile(name, attributes, id string, permissions ...string) string {
	list := "<FieldPermissions />"
	if len(permissions) > 0 {
		list = "<FieldPermissions>\n" + strings.Join(permissions, "") + "    </FieldPermissions>"
	}
	return fmt.Sprintf("  <FieldSecurityProfile name=\"%s\"%s fieldsecurityprofileid=\"{%s}\">\n    %s\n  </FieldSecurityProfile>\n", name, attributes, id, list)
}

func profilesOf(profiles ...string) string {
	return bom + declared + "<FieldSecurityProfiles" + xsi + ">\n" + strings.Join(profiles, "") + "</FieldSecurityProfiles>"
}

func payroll(permissions ...string) string {
	return profilesOf(profile("Payroll", "", profileID, permissions...))
}

func TestProfileEdits(t *testing.T) {
	salary := permission("acme_employee.acme_salary", 4, 0, 0)
	give := func(permissions ...solution.Permission) func(*solution.Profile) {
		return func(p *solution.Profile) { p.Permissions = permissions }
	}
	read := solution.Permission{Table: "acme_employee", Column: "acme_salary", Read: true, ReadUnmasked: "none"}
	for _, test := range []struct {
		what string
		old  string
		edit func(*solution.Profile)
		new  string // "" for no change
	}{
		{"nothing", payroll(salary), give(read), ""},
		{"nothing of what is not read", strings.ReplaceAll(payroll(salary), "    <FieldPermissions>", "    <Groups>\n      <Group />\n    </Groups>\n    <FieldPermissions>"), give(read), ""},
		{"nothing, in another case", payroll(salary), give(solution.Permission{Table: "ACME_Employee", Column: "Acme_Salary", Read: true}), ""},
		{"nothing, unmasked 0", payroll(permission("acme_employee.acme_salary", 4, 0, 0, 0)), give(read), ""},
		{"nothing, unmasked empty", payroll(strings.ReplaceAll(permission("acme_employee.acme_salary", 4, 0, 0, 0), "<CanReadUnmasked>0</CanReadUnmasked>", "<CanReadUnmasked />")), give(read), ""},
		{"unmasked instead of empty", payroll(strings.ReplaceAll(permission("acme_employee.acme_salary", 4, 0, 0, 0), "<CanReadUnmasked>0</CanReadUnmasked>", "<CanReadUnmasked />")), give(solution.Permission{Table: "acme_employee", Column: "acme_salary", Read: true, ReadUnmasked: "all_records"}), payroll(permission("acme_employee.acme_salary", 4, 0, 0, 3))},
		{"a right more", payroll(salary), give(solution.Permission{Table: "acme_employee", Column: "acme_salary", Read: true, Update: true}), payroll(permission("acme_employee.acme_salary", 4, 4, 0))},
		{"a right less", payroll(salary), give(solution.Permission{Table: "acme_employee", Column: "acme_salary"}), payroll(permission("acme_employee.acme_salary", 0, 0, 0))},
		{"unmasked, where the file does not say it", payroll(salary), give(solution.Permission{Table: "acme_employee", Column: "acme_salary", Read: true, ReadUnmasked: "one_record"}), payroll(permission("acme_employee.acme_salary", 4, 0, 0, 1))},
		{"unmasked, where it says another", payroll(permission("acme_employee.acme_salary", 4, 0, 0, 1)), give(solution.Permission{Table: "acme_employee", Column: "acme_salary", Read: true, ReadUnmasked: "all_records"}), payroll(permission("acme_employee.acme_salary", 4, 0, 0, 3))},
		{"no longer unmasked", payroll(permission("acme_employee.acme_salary", 4, 0, 0, 3)), give(read), payroll(permission("acme_employee.acme_salary", 4, 0, 0, 0))},
		{"a right that is not written", payroll(strings.ReplaceAll(salary, "        <CanUpdate>0</CanUpdate>\n", "")), give(solution.Permission{Table: "acme_employee", Column: "acme_salary", Read: true, Update: true}), payroll(permission("acme_employee.acme_salary", 4, 4, 0))},
		{"a right that is not written, nor wanted", payroll(strings.ReplaceAll(salary, "        <CanUpdate>0</CanUpdate>\n", "")), give(read), ""},
		{"new ones come last", payroll(salary), give(solution.Permission{Table: "a", Column: "b", Create: true}, read, solution.Permission{Table: "a", Column: "a", Read: true, ReadUnmasked: "all_records"}), payroll(salary, permission("a.b", 0, 0, 4, 0), permission("a.a", 4, 0, 0, 3))},
		{"one goes", payroll(salary, permission("a.b", 4, 4, 4)), give(solution.Permission{Table: "a", Column: "b", Create: true, Read: true, Update: true}), payroll(permission("a.b", 4, 4, 4))},
		{"all go", payroll(salary), give(), payroll()},
		{"the first comes", payroll(), give(read), payroll(permission("acme_employee.acme_salary", 4, 0, 0, 0))},
		{"the list itself", strings.ReplaceAll(payroll(), ">\n    <FieldPermissions />\n  </FieldSecurityProfile>", " />"), give(read), payroll(permission("acme_employee.acme_salary", 4, 0, 0, 0))},
		{"a description", payroll(), func(p *solution.Profile) { p.Description = "pay\n<all>" }, profilesOf(profile("Payroll", ` description="pay&#xA;&lt;all&gt;"`, profileID))},
		{"another description", profilesOf(profile("Payroll", ` description="a"`, profileID)), func(p *solution.Profile) { p.Description = "b" }, profilesOf(profile("Payroll", ` description="b"`, profileID))},
		{"no description is no wish", profilesOf(profile("Payroll", ` description="a"`, profileID)), func(p *solution.Profile) { p.Description = "" }, ""},
		{"another name, the same id", payroll(), func(p *solution.Profile) { p.Name = "Wages" }, profilesOf(profile("Wages", "", profileID))},
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			t.Run(test.what+fmt.Sprintf(" %q", eol), func(t *testing.T) {
				old, wanted := strings.ReplaceAll(test.old, "\n", eol), strings.ReplaceAll(firstOf(test.new, test.old), "\n", eol)
				const name = "Other/FieldSecurityProfiles.xml"
				before := tree{"Other/Solution.xml": manifestOf(componentOf("70", profileID)), name: old}
				want := before.read(t)
				test.edit(want.Profiles[0])
				var diags diag.List
				changes, left := solution.Update(before.files(), before.read(t), want, &diags)
				if diags.Len() > 0 || len(left) > 0 {
					t.Errorf("left %q, reported\n%s", left, say(&diags))
				}
				if got := before.after(t, changes)[name]; got != wanted || len(changes) > 0 != (test.new != "") {
					t.Errorf("%d changes, got\n%s\nwant\n%s", len(changes), got, wanted)
				}
			})
		}
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
