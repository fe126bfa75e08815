package print_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler/print"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/schema"
)

var update = flag.Bool("update", false, "write what is printed into the archives")

// Each archive has a policy, in policy.dv.hcl, and below printed/ the files that print makes of it. Its comment may set options:
//
//	own: contoso
//	on role.clerk: what could not be expressed
func TestPrinted(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("there are no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { checkArchive(t, name) })
	}
}

func checkArchive(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range a.Files[1:] {
		want[strings.TrimPrefix(f.Name, "printed/")] = string(f.Data)
	}
	p := compile(t, map[string]string{a.Files[0].Name: string(a.Files[0].Data)}).Environments[0]
	o := options(string(a.Comment))
	got := printed(t, p, o)
	if *update {
		a.Files = a.Files[:1]
		for _, f := range slices.Sorted(maps.Keys(got)) {
			a.Files = append(a.Files, txtar.File{Name: "printed/" + f, Data: []byte(got[f])})
		}
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
	if diff := gocmp.Diff(got, printed(t, p, o)); diff != "" {
		t.Errorf("printed once and again:\n%s", diff)
	}
	meansTheSame(t, p)
}

func options(comment string) print.Options {
	o := print.Options{Comments: map[string][]string{}}
	for line := range strings.Lines(comment) {
		line = strings.TrimSpace(line)
		if own, ok := strings.CutPrefix(line, "own: "); ok {
			o.Own = strings.Fields(own)
		}
		if on, ok := strings.CutPrefix(line, "on "); ok {
			address, text, _ := strings.Cut(on, ": ")
			o.Comments[address] = append(o.Comments[address], text)
		}
	}
	return o
}

// policy compiles one file.
func policy(t fataler, text string) *model.Policy {
	t.Helper()
	return compile(t, map[string]string{"policy.dv.hcl": text}).Environments[0]
}

// What a solution can say and the language refuses stands in the files as a comment, and the rest compiles.
func TestWhatCannotBeWrittenIsAComment(t *testing.T) {
	const declared = `
		table "x_project" {
			ownership = "user_or_team"
			column "x_fee" { secured = true }
		}
		column_security_profile "fees" {
			columns "x_project" { x_fee = { read = true } }
		}
		role "clerk" {
			grants { currency = { organization = ["read"] } }
		}`
	currency := schema.TableByName("transactioncurrency").Base
	limited := ""
	for _, m := range schema.Miscellaneous() {
		if m.Levels == privilege.Set(privilege.Organization) {
			limited = m.Name
		}
	}
	unnamed := &model.Base{Name: "1_Odd", Tables: []string{"1_odd"}, Legal: schema.BaseByName("Account").Legal}
	for _, c := range []struct {
		name   string
		change func(*model.Policy)
		file   string
		want   string
	}{
		{"a verb that the table lacks", func(p *model.Policy) { grant(p, currency, privilege.Assign, privilege.Organization) },
			"roles/clerk.dv.hcl", "# transactioncurrency: assign at organization cannot be written: the table has no privilege to assign\n"},
		{"a level that the verb lacks", func(p *model.Policy) { grant(p, currency, privilege.Write, privilege.User) },
			"roles/clerk.dv.hcl", "# transactioncurrency: write at user cannot be written: only organization can be granted\n"},
		{"a table without an identifier for a name", func(p *model.Policy) { grant(p, unnamed, privilege.Read, privilege.User) },
			"roles/clerk.dv.hcl", "# 1_odd: read at user cannot be written: no policy can name the table\n"},
		{"a privilege that nobody declares", func(p *model.Policy) { hold(p, "prvNowhere", privilege.User) },
			"roles/clerk.dv.hcl", "# prvNowhere at user cannot be written: no policy can declare it\n"},
		{"a level that the privilege lacks", func(p *model.Policy) { hold(p, limited, privilege.User) },
			"roles/clerk.dv.hcl", "# " + limited + " at user cannot be written: only organization can be granted\n"},
		{"a privilege that nobody declares, in a role that has nothing else", func(p *model.Policy) {
			p.Roles[0].Grants = nil
			hold(p, "prvNowhere", privilege.User)
		},
			"roles/clerk.dv.hcl", "role \"clerk\" {\n  # prvNowhere at user cannot be written: no policy can declare it\n}\n"},
		{"a table that is called as other privileges are", func(p *model.Policy) { p.Tables[0].Fact.Name = "note" },
			"tables.dv.hcl", "# note cannot be written: no policy can declare a table of this name\n"},
		{"an ownership that only the platform's tables have", func(p *model.Policy) { p.Tables[0].Fact.Ownership = model.NoPrivileges },
			"tables.dv.hcl", "# That it has no privileges of its own cannot be written\n  ownership = \"unknown\"\n"},
		{"a column that cannot be secured", func(p *model.Policy) { p.Tables[0].Columns[0].Kind = "formula" },
			"tables.dv.hcl", "# x_fee: secured = true cannot be written: it is a formula column\n"},
		{"a masking rule of an open column", func(p *model.Policy) {
			p.Tables[0].Columns[0].Secured, p.Tables[0].Columns[0].MaskingRule = nil, "x_digits"
		},
			"tables.dv.hcl", "# x_fee: masking_rule = \"x_digits\" cannot be written: the column is not secured\n"},
		{"a relationship to an unknown table", func(p *model.Policy) {
			p.Tables[0].Relationships = []model.Relationship{{Name: "x_r", Parent: "x_gone"}}
		},
			"tables.dv.hcl", "# x_r: the relationship to x_gone cannot be written: no policy can name the table\n"},
		{"a second relationship that cascades", func(p *model.Policy) {
			p.Tables[0].Relationships = []model.Relationship{{Name: "x_r", Parent: "account", Assign: "cascade"}, {Name: "x_s", Parent: "contact", Share: "active"}}
		},
			"tables.dv.hcl", "# x_s: the relationship to contact cannot be written: another cascades already, and a table has one such parent\n"},
		{"a column of a profile that cannot be secured", func(p *model.Policy) { p.Profiles[0].Columns[0].Column = "createdon" },
			"column_security_profiles.dv.hcl", "# createdon: { read = true } cannot be written: it says when the row was created\n"},
		{"a column of a profile that is stated to be open", func(p *model.Policy) { *p.Tables[0].Columns[0].Secured = false },
			"column_security_profiles.dv.hcl", "# x_fee: { read = true } cannot be written: the column is not secured\n"},
		{"an unmasked value without a rule", func(p *model.Policy) { p.Profiles[0].Columns[0].ReadUnmasked = "all_records" },
			"column_security_profiles.dv.hcl", "# x_fee: read_unmasked = \"all_records\" cannot be written: the column has no masking rule\n"},
		{"an unmasked value that is not read", func(p *model.Policy) {
			p.Profiles[0].Columns[0].Read, p.Profiles[0].Columns[0].ReadUnmasked = false, "one_record"
		},
			"column_security_profiles.dv.hcl", "# x_fee: read_unmasked = \"one_record\" cannot be written: the profile does not open the column to read\n"},
		{"a profile for an unknown table", func(p *model.Policy) { p.Profiles[0].Columns[0].Table = "x_gone" },
			"column_security_profiles.dv.hcl", "# x_gone cannot be written: no policy can name the table, so these are left out:\n  # x_fee = { read = true }\n"},
		{"a column that a profile has twice", func(p *model.Policy) {
			p.Profiles[0].Columns = append(p.Profiles[0].Columns, p.Profiles[0].Columns[0])
		},
			"column_security_profiles.dv.hcl", "    x_fee = { read = true }\n    # x_fee: { read = true } cannot be written: the profile has it twice\n"},
		{"a privilege whose name is no name of one", func(p *model.Policy) { p.Privileges = []string{"x_Export"} },
			"privileges.dv.hcl", "# x_Export cannot be written: no policy can declare it\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := policy(t, strings.Replace(declared, "currency", "transactioncurrency", 1))
			c.change(p)
			files := printed(t, p, print.Options{})
			if !strings.Contains(files[c.file], c.want) {
				t.Errorf("got %s\n%s\nwant in it\n%s", c.file, files[c.file], c.want)
			}
			compile(t, files)
		})
	}
}

// Dataverse holds one level of a privilege; where a file has two, the wider is what people have.
func TestOfTwoLevelsTheWiderIsPrinted(t *testing.T) {
	p := policy(t, "role \"clerk\" {\n  grants { account = { organization = [\"read\"] } }\n}")
	grant(p, p.Roles[0].Grants[0].Base, privilege.Read, privilege.User)
	if got := printed(t, p, print.Options{})["roles/clerk.dv.hcl"]; !strings.Contains(got, `account = { organization = ["read"] }`) {
		t.Errorf("got\n%s", got)
	}
}

// Everybody in a business unit is in its default team, without anybody writing it.
func TestMembersOfDefaultTeamsAreNotPrinted(t *testing.T) {
	p := policy(t, `user "ann" {}`)
	p.Teams[0].Members = p.Users
	p.Users[0].Teams = []model.Membership{{Team: p.Teams[0]}}
	if got, want := joined(printed(t, p, print.Options{})), "-- users.dv.hcl --\nuser \"ann\" {}\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func grant(p *model.Policy, b *model.Base, v privilege.Verb, l privilege.Level) {
	p.Roles[0].Grants = append(p.Roles[0].Grants, model.Grant{Base: b, Verb: v, Level: l})
}

func hold(p *model.Policy, name string, l privilege.Level) {
	p.Roles[0].Privileges = append(p.Roles[0].Privileges, model.HeldPrivilege{Name: name, Level: l})
}

// A role over a base still takes away what it cannot put anything in the place of.
func TestABaseIsTakenAwayWhereItsLineCannotBeReplaced(t *testing.T) {
	p := policy(t, "role \"reader\" {\n  based_on = standard_role.basic_user\n  without_privileges = [\"all\"]\n}")
	r := p.Roles[0]
	at := slices.IndexFunc(r.Grants, func(g model.Grant) bool { return g.Base.Name == "Currency" })
	if at < 0 {
		at = slices.IndexFunc(r.Grants, func(g model.Grant) bool { return g.Base.Ownership == model.OrganizationOwned })
	}
	base := r.Grants[at].Base
	r.Grants = slices.DeleteFunc(r.Grants, func(g model.Grant) bool { return g.Base == base })
	grant(p, base, privilege.Share, privilege.Organization)
	after := policy(t, joinedTexts(printed(t, p, print.Options{})))
	if after.Roles[0].BasedOn != "standard_role.basic_user" {
		t.Fatalf("the role is based on %q", after.Roles[0].BasedOn)
	}
	for _, g := range after.Roles[0].Grants {
		if g.Base.Name == base.Name {
			t.Errorf("the role has %s %s of its base", g.Verb, g.Base.Name)
		}
	}
}

// What a role lacks of the unknown privileges of its base, it lacks afterwards; what it has again, it has.
func TestWithoutAPrivilegeStaysWithout(t *testing.T) {
	p := policy(t, "role \"a\" {\n  based_on = standard_role.basic_user\n  without_privileges = [\"prvGoOffline\", \"prvPrint\"]\n}\n"+
		"role \"b\" {\n  based_on = role.a\n  privileges = [\"prvPrint\"]\n}")
	after := policy(t, joinedTexts(printed(t, p, print.Options{})))
	for i, want := range [][]string{{"prvGoOffline", "prvPrint"}, {"prvGoOffline"}} {
		if from, to := p.Roles[i].Without, after.Roles[i].Without; !slices.Equal(from, want) || !slices.Equal(to, want) {
			t.Errorf("%s is without %v, printed without %v, want %v", p.Roles[i].Address, from, to, want)
		}
	}
}

func joinedTexts(files map[string]string) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text.WriteString(files[name] + "\n")
	}
	return text.String()
}

// Names are whatever people typed. Each is the same when its file is read again, and each has a file of its own.
func TestProveEveryNameSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringMatching(`([a-zA-Z ]|[$%{}"\\.\[\]'<é日_-]|\$\{|%\{){1,12}`), 1, 6, strings.ToLower).Draw(t, "names")
		names = slices.DeleteFunc(names, func(n string) bool { return strings.TrimSpace(n) == "" })
		p := &model.Policy{}
		for _, n := range names {
			description := rapid.StringMatching(`[ -~\n\r\t]{0,8}(\$\{|%\{|"|\\|\x07)?`).Draw(t, "description")
			p.Roles = append(p.Roles, &model.Role{Address: "role" + addressStep(n), Name: n, Description: description, Complete: true})
		}
		files := printed(t, p, print.Options{})
		if len(files) != max(1, len(names)) {
			t.Fatalf("%d roles are in %d files", len(names), len(files))
		}
		read := map[string]string{}
		for _, r := range policy(t, joinedTexts(files)).Roles {
			read[r.Name] = r.Address + "\n" + r.Description
		}
		for _, r := range p.Roles {
			if read[r.Name] != r.Address+"\n"+r.Description {
				t.Fatalf("role %q: got %q, want address %q, description %q\n%s", r.Name, read[r.Name], r.Address, r.Description, joinedTexts(files))
			}
		}
	})
}

// addressStep is how the compiler writes a label in an address.
func addressStep(label string) string {
	plain := strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") == "" && label[0] != '-'
	if plain {
		return "." + label
	}
	return `["` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(label) + `"]`
}

// What is said about something without a block is not lost.
func TestCommentsWithoutABlockStandInAFileOfTheirOwn(t *testing.T) {
	files := printed(t, &model.Policy{}, print.Options{Comments: map[string][]string{"role.gone": {"It has\nno grants."}, "role.a": {"It is empty."}}})
	want := map[string]string{"not_imported.dv.hcl": "# role.a:\n# It is empty.\n\n# role.gone:\n# It has\n# no grants.\n"}
	if diff := gocmp.Diff(want, files); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}
