package change

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dvpolicy/dvpolicy/model/matrix"
)

// renamings give another address to something of each construct that is known by more.
func renamings() []edit {
	return []edit{
		{address: "role.renamed", after: func(s *sample) { s.clerk.Address = "role.renamed" }},
		{address: "business_unit.renamed", after: func(s *sample) {
			s.north.Address, s.north.DefaultTeam.Address = "business_unit.renamed", "business_unit.renamed.default_team"
		}},
		{address: "user.renamed", after: func(s *sample) { s.bob.Address, s.share.With = "user.renamed", []string{"team.sales", "user.renamed"} }},
		{address: "entra_group.renamed", after: func(s *sample) { s.staff.Address = "entra_group.renamed" }},
		{address: "column_security_profile.renamed", after: func(s *sample) { s.profile.Address = "column_security_profile.renamed" }},
		{address: "position.renamed", after: func(s *sample) { s.chief.Address = "position.renamed" }},
	}
}

// edits that can be made of one policy one after another: none makes a second root.
func edits(removing bool) []edit {
	all := slices.Concat(environmentEdits(), structureEdits(), principalEdits())
	return slices.DeleteFunc(all, func(e edit) bool {
		return e.name == "another root" || strings.HasSuffix(e.name, "is renamed") || !removing && strings.HasSuffix(e.name, " less")
	})
}

// edited is the sample with some of the edits, of one address one.
func edited(t *rapid.T, all []edit) *sample {
	s := newSample()
	touched := map[string]bool{}
	for _, at := range rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 0, 5).Draw(t, "edits") {
		e := all[at]
		if touched[e.address] {
			continue
		}
		touched[e.address] = true
		s.try(e.before)
		s.try(e.after)
	}
	return s.order()
}

// try makes an edit; one of what another took away makes none.
func (s *sample) try(edit func(*sample)) {
	defer func() { _ = recover() }()
	if edit != nil {
		edit(s)
	}
}

func TestNothingDiffersFromItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := edited(t, slices.Concat(edits(true), renamings()))
		if all := Compare(a.p, a.p); len(all) > 0 {
			t.Fatalf("%s", texts(all))
		}
	})
}

// What was added one way is removed the other, and what became something was that.
func TestCompareMirrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := edited(t, edits(true)), edited(t, edits(true)) // which rename nothing
		there, back := Compare(a.p, b.p), Compare(b.p, a.p)
		for i := range back {
			c := &back[i]
			c.Kind = map[Kind]Kind{Added: Removed, Removed: Added, Changed: Changed}[c.Kind]
			for j, d := range c.Details {
				c.Details[j] = Detail{d.Attribute, d.To, d.From}
			}
		}
		if texts(there) != texts(back) {
			t.Fatalf("there\n%s\nback\n%s", texts(there), texts(back))
		}
	})
}

// A flat policy is, by construct and address, what each thing says, assumed or not.
type flat map[string]map[string]bool

func (f flat) put(construct, address string, attributes []attribute) {
	said := map[string]bool{}
	for _, a := range attributes {
		said[a.path()+" = "+a.value] = true
	}
	f[construct+" "+address] = said
}

func flatten(c *comparison, first bool) flat {
	f := flat{}
	into(f, c, first, environments())
	into(f, c, first, catalogues())
	into(f, c, first, businessUnits())
	into(f, c, first, tables())
	into(f, c, first, privileges())
	into(f, c, first, roles())
	into(f, c, first, standardRoles())
	into(f, c, first, profiles())
	into(f, c, first, templates())
	into(f, c, first, groups())
	into(f, c, first, teams())
	into(f, c, first, users())
	into(f, c, first, applicationUsers())
	into(f, c, first, positions())
	into(f, c, first, shares())
	return f
}

func into[T any](f flat, c *comparison, first bool, k construct[T]) {
	p, names := c.b, map[string]string(nil)
	if first {
		p, names = c.a, c.names
	}
	for _, x := range k.items(p) {
		s := saying{comparison: c, names: names}
		k.say(&s, x)
		f.put(k.name, k.address(x), s.attributes)
	}
}

// apply makes the changes of a flat policy. What is new says what is assumed, too: that is taken from the policy where it is.
func (f flat) apply(all []Change, b flat) {
	for _, c := range all {
		key := c.Construct + " " + c.Address
		switch {
		case c.Kind == Removed:
			delete(f, key)
			continue
		case c.Kind == Added:
			f[key] = b[key]
		case c.From != "":
			f[key] = f[c.Construct+" "+c.From]
			delete(f, c.Construct+" "+c.From)
		}
		for _, d := range c.Details {
			if d.From != "" {
				delete(f[key], d.Attribute+" = "+d.From)
			}
			if d.To != "" {
				f[key][d.Attribute+" = "+d.To] = true
			}
		}
	}
}

func TestApplyingTheChangesGivesTheOtherPolicy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := edited(t, edits(true)), edited(t, slices.Concat(edits(true), renamings()))
		c := newComparison(a.p, b.p)
		for _, k := range constructs() {
			k.match(c)
		}
		got, want := flatten(c, true), flatten(c, false)
		delete(got, "environment "+named(a)) // which is called as it is called
		got["environment "+named(b)] = flatten(c, true)["environment "+named(a)]
		got.apply(Compare(a.p, b.p), want)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("changes\n%s\ngot\n%v\nwant\n%v", texts(Compare(a.p, b.p)), got, want)
		}
	})
}

func named(s *sample) string { return environments().address(&s.p.Environment) }

var digest = regexp.MustCompile(`"digest":"sha256:[0-9a-f]+"`)

func digestOf(t interface{ Fatal(...any) }, s *sample) string {
	var artifact strings.Builder
	if err := matrix.Build(s.p).Encode(&artifact); err != nil {
		t.Fatal(err)
	}
	return digest.FindString(artifact.String())
}

// Where nothing is said to differ, the artifacts say the same. Not the other way round: what a cascade is assumed to be may be written out.
func TestWhereNothingDiffersAccessIsTheSame(t *testing.T) {
	alike, all := 0, edits(false)
	rapid.Check(t, func(t *rapid.T) {
		a, b := edited(t, all), edited(t, all)
		if len(Compare(a.p, b.p)) > 0 {
			return
		}
		alike++
		if digestOf(t, a) != digestOf(t, b) {
			t.Fatal("nothing differs, but the digests do")
		}
	})
	if alike == 0 {
		t.Error("no two policies were alike")
	}
	for _, e := range edits(true) {
		before, after := newSample(), newSample()
		before.try(e.before)
		after.try(e.before)
		after.try(e.after)
		if digestOf(t, before.order()) != digestOf(t, after.order()) && len(Compare(before.p, after.p)) == 0 {
			t.Errorf("%s: nothing differs, but the digests do", e.name)
		}
	}
}
