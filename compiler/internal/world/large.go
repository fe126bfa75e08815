package world

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Size of a policy for benchmarks. The same size and seed are the same bytes.
type Size struct {
	Name                               string
	Units, Roles, Tables, Users, Teams int
	fanout, fewest, most               int // business units below one; tables that a role touches
	Seed                               uint64
	Changed                            bool // every hundredth user has another role, two roles a line less: what a diff has to find
	Unusual                            int  // of a hundred users, how many say an attribute by a template and a local value
}

// Sizes are the four that benchmarks speak of: S, M, L and XL.
func Sizes() []Size {
	return []Size{
		{Name: "S", Units: 10, Roles: 20, Tables: 100, Users: 200, Teams: 15, fanout: 2, fewest: 50, most: 85, Seed: 1},
		{Name: "M", Units: 100, Roles: 150, Tables: 800, Users: 5_000, Teams: 300, fanout: 3, fewest: 50, most: 400, Seed: 1},
		{Name: "L", Units: 1_000, Roles: 500, Tables: 2_500, Users: 100_000, Teams: 3_000, fanout: 4, fewest: 50, most: 400, Seed: 1},
		{Name: "XL", Units: 5_000, Roles: 1_000, Tables: 4_000, Users: 500_000, Teams: 20_000, fanout: 4, fewest: 50, most: 400, Seed: 1},
	}
}

// SizeNamed is one of them.
func SizeNamed(name string) (Size, bool) {
	for _, s := range Sizes() {
		if s.Name == name {
			return s, true
		}
	}
	return Size{}, false
}

// WriteTo writes the policy into a folder, which it makes, and says how many bytes and files that was.
func WriteTo(dir string, s Size) (bytes, files int, err error) {
	for name, text := range Large(s) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return bytes, files, fmt.Errorf("write policy: %w", err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return bytes, files, fmt.Errorf("write policy: %w", err)
		}
		bytes, files = bytes+len(text), files+1
	}
	return bytes, files, nil
}

// Large is the policy file by file: a role a file, the users of a business unit a file. The text is good until the next one. Each file
// draws from a source of its own, so that one can change without the others.
func Large(s Size) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		g := &large{Size: s}
		g.write(yield)
	}
}

type large struct {
	Size
	*rand.Rand
	text []byte
}

const (
	teamsInFile  = 100
	groupEvery   = 5  // every fifth team is that of an Entra group
	nobodysEvery = 12 // every twelfth table is organization-owned
)

func (g *large) write(yield func(string, []byte) bool) {
	files := []struct {
		count int
		name  string
		write func(n int)
	}{
		{1, "environment", func(int) { g.environment() }},
		{1, "business_units", func(int) { g.units() }},
		{1, "tables", func(int) { g.tables() }},
		{g.Roles, "roles/r%04d", g.role},
		{(g.Teams + teamsInFile - 1) / teamsInFile, "teams/%04d", g.teams},
		{g.Units, "users/b%04d", g.users},
	}
	for kind, f := range files {
		for n := range f.count {
			g.text = g.text[:0]
			g.Rand = g.stream(kind, n)
			f.write(n)
			name := f.name
			if strings.Contains(name, "%") {
				name = fmt.Sprintf(name, n)
			}
			if !yield(name+".dv.hcl", g.text) {
				return
			}
		}
	}
}

func (g *large) stream(kind, n int) *rand.Rand {
	return rand.New(rand.NewPCG(g.Seed, uint64(kind)<<32|uint64(n)))
}

func (g *large) f(format string, args ...any) { g.text = fmt.Appendf(g.text, format, args...) }

func (g *large) environment() {
	g.f("environment \"bench\" {\n  type                            = \"sandbox\"\n  ownership_across_business_units = true\n}\n\n")
	g.f("locals {\n  domain = \"woodgrove.example\"\n}\n")
}

func (g *large) units() {
	for n := range g.Units {
		if n == 0 {
			g.f("business_unit \"b0000\" {\n}\n")
			continue
		}
		g.f("\nbusiness_unit \"b%04d\" {\n  parent = business_unit.b%04d\n}\n", n, n/g.fanout)
	}
}

// The first few tables are the catalogue's.
var familiar = []string{"account", "contact", "task", "annotation", "queue"}

func (g *large) table(n int) string {
	if n < len(familiar) {
		return familiar[n]
	}
	return fmt.Sprintf("bench_t%04d", n)
}

func nobodys(n int) bool { return n >= len(familiar) && n%nobodysEvery == 0 }

func (g *large) tables() {
	for n := len(familiar); n < g.Tables; n++ {
		ownership := "user_or_team"
		if nobodys(n) {
			ownership = "organization"
		}
		g.f("table \"bench_t%04d\" { ownership = %q }\n", n, ownership)
	}
}

// styles are levels that the lines of a role say together.
var styles = [...][]string{
	{"user", "business_unit", "organization"}, {"user", "business_unit", "parent_child"}, {"user", "parent_child", "organization"},
	{"user", "business_unit", "parent_child", "organization"}, {"user", "organization"},
}

// role writes a role. It touches modules: runs of neighbouring tables, of which it leaves out a few.
func (g *large) role(n int) {
	g.f("role \"r%04d\" {\n  name = \"Bench role %04d\"\n", n, n)
	if inheritance := []string{"", "direct_user", "team_only", "team_only"}[g.IntN(4)]; inheritance != "" {
		g.f("  member_inheritance = %q\n", inheritance)
	}
	g.f("\n  grants {\n")
	chosen := g.modules(min(g.fewest+g.IntN(g.most-g.fewest+1), g.Tables))
	for k, t := range chosen {
		before := len(g.text)
		g.line(t, styles[g.IntN(len(styles))])
		if g.Changed && n < 2 && k == 0 {
			g.text = g.text[:before]
		}
	}
	g.f("  }\n")
	if g.IntN(4) == 0 {
		g.f("  privileges = [\"prvExportToExcel\"]\n")
	}
	g.f("}\n")
}

const module = 20

func (g *large) modules(count int) []int {
	touched := make([]bool, g.Tables)
	for left := count; left > 0; {
		first := g.IntN(max(1, g.Tables/module)) * module
		for t := first; t < min(first+module, g.Tables) && left > 0; t++ {
			if !touched[t] && g.IntN(8) > 0 {
				touched[t] = true
				left--
			}
		}
	}
	var chosen []int
	for t, yes := range touched {
		if yes {
			chosen = append(chosen, t)
		}
	}
	return chosen
}

// line writes what a role grants on a table: one word for each verb, under the levels of a style.
func (g *large) line(table int, style []string) {
	verbs := verbNames[:]
	if nobodys(table) {
		verbs, style = verbNames[:6], []string{"organization"}
	}
	words := make([][]string, len(style))
	for _, v := range verbs {
		if g.IntN(16) > 0 {
			k := g.IntN(len(style))
			words[k] = append(words[k], quote(v))
		}
	}
	var levels []string
	for k, w := range words {
		if len(w) > 0 {
			levels = append(levels, style[k]+" = ["+strings.Join(w, ", ")+"]")
		}
	}
	g.f("    %s = { %s }\n", g.table(table), strings.Join(levels, ", "))
}

func (g *large) teams(file int) {
	for n := file * teamsInFile; n < min((file+1)*teamsInFile, g.Teams); n++ {
		if n%groupEvery == 0 {
			g.f("entra_group \"g%05d\" {\n  object_id = %q\n}\n", n, id(3, n))
		}
		g.f("team \"t%05d\" {\n", n)
		if n%groupEvery == 0 {
			g.f("  entra_group   = entra_group.g%05d\n  membership    = \"members\"\n", n)
		}
		unit := g.IntN(g.Units)
		g.f("  business_unit = business_unit.b%04d\n  roles         = %s\n}\n\n", unit, g.roles(unit, 1+g.IntN(3)))
	}
}

// roles is a list of different role instances, nearly half of them of another business unit.
func (g *large) roles(home, count int) string {
	var seen []string
	for len(seen) < count {
		role := fmt.Sprintf("role.r%04d", g.IntN(g.Roles))
		if g.IntN(100) < 40 {
			unit := g.IntN(g.Units)
			if unit == home {
				continue
			}
			role = fmt.Sprintf("{ role = %s, business_unit = business_unit.b%04d }", role, unit)
		}
		if !slices.Contains(seen, role) {
			seen = append(seen, role)
		}
	}
	return list(seen)
}

// users writes the users of a business unit. Business units have about as many each, numbered through.
func (g *large) users(unit int) {
	counts := []int{1, 1, 1, 1, 2, 2, 2, 3, 3, 4} // roles
	for n := g.Users * unit / g.Units; n < g.Users*(unit+1)/g.Units; n++ {
		count := counts[g.IntN(len(counts))]
		roles := g.roles(unit, count)
		if g.Changed && n%100 == 0 {
			other := *g
			other.Rand = g.stream(100, n)
			roles = other.roles(unit, count)
		}
		domain := "woodgrove.example"
		if n%100 < g.Unusual {
			domain = "${local.domain}"
		}
		g.f("user \"u%06d\" {\n  upn           = \"u%06d@%s\"\n  business_unit = business_unit.b%04d\n  roles         = %s\n", n, n, domain, unit, roles)
		if g.IntN(3) > 0 {
			g.f("  member_of     = %s\n", g.memberOf(1+g.IntN(3)))
		}
		g.f("}\n\n")
	}
}

func (g *large) memberOf(count int) string {
	var refs []string
	for range count {
		n := g.IntN(g.Teams)
		ref := fmt.Sprintf("team.t%05d", n)
		if n%groupEvery == 0 {
			ref = fmt.Sprintf("entra_group.g%05d", n)
		}
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return list(refs)
}
