package solution_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/solution"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// written is a solution of the corpus with its files, from whatever it is carried in.
type written struct {
	path  string
	files solution.Files
}

// writtenCorpus are the carriers of the corpus that hold one solution each, and can be read.
func writtenCorpus(t *testing.T) []written {
	t.Helper()
	var all []written
	for _, c := range carriers(t) {
		at := filepath.Join(*corpus, filepath.FromSlash(c.path))
		info, err := os.Stat(at)
		if err != nil {
			t.Fatal(err)
		}
		w := written{path: c.path}
		if info.IsDir() {
			w.files = folder(t, at)
		} else {
			text, err := os.ReadFile(at)
			if err != nil {
				t.Fatal(err)
			}
			w.files, err = solution.OpenZip("", bytes.NewReader(text), int64(len(text)), &diag.List{})
			if err != nil {
				continue
			}
		}
		var diags diag.List
		if read, err := solution.Read("", w.files, &diags); err == nil && len(read) == 1 && !diags.HasErrors() {
			all = append(all, w)
		}
	}
	return all
}

func readAll(t rapid.TB, files solution.Files) *solution.Solution {
	var diags diag.List
	all, err := solution.Read("", files, &diags)
	if err != nil || len(all) != 1 || diags.HasErrors() {
		t.Fatalf("%d solutions: %v\n%s", len(all), err, say(&diags))
	}
	return all[0]
}

// What is written as it was read does not change at all, in any solution that exists.
func TestNothingChangesUnchanged(t *testing.T) {
	roles, profiles := 0, 0
	for _, c := range writtenCorpus(t) {
		have := readAll(t, c.files)
		if have.Managed == solution.ManagedOnly {
			have.Managed = solution.Unmanaged
		}
		var diags diag.List
		changes, left := solution.Update(c.files, have, readAll(t, c.files), &diags)
		if diags.Len() > 0 || len(left) > 0 {
			t.Errorf("%s: left %q\n%s", c.path, left, say(&diags))
		}
		for _, change := range changes {
			t.Errorf("%s: %s changes", c.path, change.Name)
		}
		roles += len(have.Roles)
		profiles += len(have.Profiles)
	}
	if t.Logf("%d roles, %d profiles", roles, profiles); roles == 0 || profiles == 0 {
		t.Errorf("the corpus proves nothing: %d roles, %d profiles", roles, profiles)
	}
}

// Whatever is edited, in whatever style: reading again gives what was wanted, and outside of what was edited not a byte changes.
func TestEditsReadBack(t *testing.T) {
	real := writtenCorpus(t)
	rapid.Check(t, func(t *rapid.T) {
		files := styledTree(t).files()
		if len(real) > 0 && rapid.IntRange(0, 3).Draw(t, "real") == 0 {
			files = rapid.SampledFrom(real).Draw(t, "solution").files
		}
		have, want := readAll(t, files), readAll(t, files)
		have.Managed = solution.Unmanaged
		expected := edit(t, want)
		var diags diag.List
		changes, _ := solution.Update(files, have, want, &diags)
		if diags.HasErrors() {
			t.Fatal(say(&diags))
		}
		after := withChanges(files, changes)
		got := readAll(t, after)
		if got, want := summary(got), summary(expected); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
		for _, c := range changes {
			if old, text := outside(c.Old), outside(c.Text); c.Old != nil && old != text {
				t.Fatalf("%s: outside of grants and permissions\n%s\nbecame\n%s", c.Name, old, text)
			}
		}
		if more, _ := solution.Update(after, got, want, &diags); len(more) > 0 && got.Managed != solution.ManagedOnly {
			t.Fatalf("written twice, %s changes again to\n%s", more[0].Name, more[0].Text)
		}
	})
}

// withChanges are files with changes made.
func withChanges(files solution.Files, changes []solution.Change) solution.Files {
	made := map[string][]byte{}
	next := solution.Files{Names: slices.Clone(files.Names)}
	for _, c := range changes {
		made[c.Name] = c.Text
		if c.Old == nil {
			next.Names = append(next.Names, c.Name)
		}
	}
	slices.Sort(next.Names)
	next.Read = func(name string) ([]byte, error) {
		if text, is := made[name]; is {
			return text, nil
		}
		return files.Read(name)
	}
	return next
}

var (
	editedParts = regexp.MustCompile(`(?s)\s*<RolePrivilege\b[^>]*>|\s*<FieldPermission>.*?</FieldPermission>|\s*<RootComponent\b[^>]*>`)
	newParts    = regexp.MustCompile(`(?s)\s*<Role id="[^"]*" name="Brand.*?</Role>|\s*<FieldSecurityProfile name="Brand.*?</FieldSecurityProfile>`)
	emptyLists  = regexp.MustCompile(`<(RolePrivileges|FieldPermissions|RootComponents|Roles|FieldSecurityProfiles)([^>/]*?)(\s*/>|>\s*</[A-Za-z]+>)`)
)

// outside is a text without grants, permissions, components and what is new. A list is the same however it is empty.
func outside(text []byte) string {
	s := newParts.ReplaceAllString(string(text), "")
	return emptyLists.ReplaceAllString(editedParts.ReplaceAllString(s, ""), "<$1$2/>")
}

// styledTree is a small solution in any of the styles that files have.
func styledTree(t *rapid.T) tree {
	f := tree{
		"Other/Solution.xml":              manifestOf(componentOf("20", clerkID), componentOf("70", profileID)),
		"Roles/Clerk.xml":                 clerk(rapid.SampledFrom([][]string{nil, {"prvReadAccount=Deep"}, {"prvCreateAccount=Basic", "prvReadAccount=Global", "prvWriteAccount=Local"}}).Draw(t, "grants")...),
		"Other/FieldSecurityProfiles.xml": payroll(rapid.SampledFrom([][]string{nil, {permission("t.b", 4, 0, 0)}, {permission("t.b", 4, 0, 0, 0), permission("t.a", 4, 4, 0, 1)}}).Draw(t, "permissions")...),
	}
	styles := map[string]string{
		"crlf": "\n\x00\r\n", "no bom": bom + "\x00", "tabs": "  \x00\t", "no space": " />\x00/>", "lines": ` level="` + "\x00\n      level=\"", "one line": "\n\x00", "single quotes": `"Clerk"` + "\x00'Clerk'",
	}
	for _, style := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"crlf", "no bom", "tabs", "no space", "lines", "one line", "single quotes"}), 0, 3, rapid.ID).Draw(t, "styles") {
		old, text, _ := strings.Cut(styles[style], "\x00")
		for _, name := range f.files().Names {
			f[name] = strings.ReplaceAll(f[name], old, text)
		}
	}
	return f
}

// edit changes what is wanted, and says what is to be read then.
func edit(t *rapid.T, want *solution.Solution) *solution.Solution {
	var untouched *solution.Role
	if len(want.Roles) > 0 {
		first := *want.Roles[0]
		untouched = &first
	}
	for _, r := range want.Roles {
		if rapid.Bool().Draw(t, "role is edited") {
			editGrants(t, r)
		}
	}
	for _, p := range want.Profiles {
		if rapid.Bool().Draw(t, "profile is edited") {
			editPermissions(t, p)
		}
	}
	if rapid.Bool().Draw(t, "new role") {
		r := &solution.Role{Name: "Brand new & shiny", Inherited: rapid.SampledFrom([]solution.Flag{solution.Unstated, solution.Off, solution.On}).Draw(t, "inherited")}
		editGrants(t, r)
		want.Roles = append(want.Roles, r)
	}
	if rapid.Bool().Draw(t, "new profile") {
		p := &solution.Profile{Name: "Brand new", Description: "\"<&'\n\t>é"}
		editPermissions(t, p)
		want.Profiles = append(want.Profiles, p)
	}
	expected := &solution.Solution{Roles: slices.Clone(want.Roles), Profiles: slices.Clone(want.Profiles)}
	if n := len(want.Roles); n > 0 && want.Roles[0].Span.File != nil && rapid.Bool().Draw(t, "one is not wanted") {
		expected.Roles[0] = untouched // and stays
		want.Roles = want.Roles[1:]
	}
	return expected
}

func editGrants(t *rapid.T, r *solution.Role) {
	gone := rapid.SliceOfN(rapid.Bool(), len(r.Grants), len(r.Grants)).Draw(t, "gone")
	var kept []solution.Grant
	has := map[string]bool{}
	for _, g := range r.Filtered {
		has[strings.ToLower(g.Privilege)] = true
	}
	for i, g := range r.Grants {
		if !gone[i] {
			g.Level = rapid.SampledFrom([]privilege.Level{g.Level, g.Level, privilege.User, privilege.Organization}).Draw(t, "level")
			kept = append(kept, g)
			has[strings.ToLower(g.Privilege)] = true
		}
	}
	for _, name := range rapid.SliceOfN(rapid.StringMatching(`prv(Read|Write)[A-Ca-c_]{1,3}`), 0, 6).Draw(t, "added") {
		if key := strings.ToLower(name); !has[key] {
			has[key] = true
			kept = append(kept, solution.Grant{Privilege: name, Level: privilege.ParentChild})
		}
	}
	r.Grants = kept
}

func editPermissions(t *rapid.T, p *solution.Profile) {
	var kept []solution.Permission
	has := map[string]bool{}
	draw := func(table, column string) {
		if has[table+"."+column] {
			return
		}
		has[table+"."+column] = true
		kept = append(kept, solution.Permission{Table: table, Column: column, Create: rapid.Bool().Draw(t, "create"), Read: rapid.Bool().Draw(t, "read"),
			Update: rapid.Bool().Draw(t, "update"), ReadUnmasked: rapid.SampledFrom([]string{"none", "one_record", "all_records"}).Draw(t, "unmasked")})
	}
	for _, old := range p.Permissions {
		if rapid.Bool().Draw(t, "kept") {
			draw(old.Table, old.Column)
		}
	}
	for _, column := range rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", "z"}), 0, 3).Draw(t, "added") {
		draw("t", column)
	}
	p.Permissions = kept
}

// summary is what roles and profiles say, in one order.
func summary(s *solution.Solution) string {
	var lines []string
	for _, r := range s.Roles {
		lines = append(lines, fmt.Sprintf("role %q %q %d", r.Name, r.Description, r.Inherited))
		for _, g := range r.Grants {
			lines = append(lines, fmt.Sprintf("role %q %s %v", r.Name, strings.ToLower(g.Privilege), g.Level))
		}
		for _, g := range r.Filtered {
			lines = append(lines, fmt.Sprintf("role %q %s filtered", r.Name, strings.ToLower(g.Privilege)))
		}
	}
	for _, p := range s.Profiles {
		lines = append(lines, fmt.Sprintf("profile %q %q", p.Name, p.Description))
		for _, c := range p.Permissions {
			lines = append(lines, fmt.Sprintf("profile %q %s.%s %v %v %v %s", p.Name, c.Table, c.Column, c.Create, c.Read, c.Update, c.ReadUnmasked))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
