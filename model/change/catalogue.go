package change

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What the catalogues of two policies say differently of the tables that both grant on: artifacts keep the catalogue that they were made
// with. What a policy declares itself is among its tables.
func catalogues() construct[*model.Policy] {
	return construct[*model.Policy]{
		name: "catalogue", one: true,
		items:    func(p *model.Policy) []*model.Policy { return []*model.Policy{p} },
		address:  func(*model.Policy) string { return "catalogue" },
		span:     func(*model.Policy) source.Span { return source.Span{} },
		portable: carried[*model.Policy],
		say:      sayCatalogue,
	}
}

func sayCatalogue(s *saying, p *model.Policy) {
	others := basesOf(s.b)
	if p == s.b {
		others = basesOf(s.a)
	}
	for _, b := range p.Bases {
		other, both := others[strings.ToLower(b.Name)]
		if !both {
			continue
		}
		own := slices.ContainsFunc(b.Tables, func(t string) bool { return s.declared[t] })
		s.sayBase(b, own, own && b.Ownership != other.Ownership)
	}
}

func basesOf(p *model.Policy) map[string]*model.Base {
	all := make(map[string]*model.Base, len(p.Bases))
	for _, b := range p.Bases {
		all[strings.ToLower(b.Name)] = b
	}
	return all
}

// sayBase leaves out what tables that a policy declares say themselves: of a base that has such (own) its ownership, and where that differs
// the levels, which follow.
func (s *saying) sayBase(b *model.Base, own, differs bool) {
	key := strings.ToLower(b.Name)
	if !b.Guessed {
		s.at([3]string{key, "name"}, b.Name)
	}
	if !own {
		s.at([3]string{key, "ownership"}, b.Ownership.String())
	}
	for _, v := range privilege.Verbs() {
		if !differs {
			s.at([3]string{key, v.String()}, strings.Join(levelNames(b.Legal[v]), ", "))
		}
	}
	for _, t := range b.Tables {
		if !s.declared[t] {
			s.of(key+".tables", t)
		}
	}
}

func levelNames(set privilege.LevelSet) []string {
	var names []string
	for _, l := range set.Members() {
		names = append(names, l.String())
	}
	return names
}

// labelBases calls each base of both policies as its table is called in the second.
func (c *comparison) labelBases() {
	inB := map[string]string{}
	for _, b := range c.b.Bases {
		c.labels[b] = tableOf(b)
		inB[strings.ToLower(b.Name)] = c.labels[b]
	}
	for _, b := range c.a.Bases {
		if c.labels[b] = inB[strings.ToLower(b.Name)]; c.labels[b] == "" {
			c.labels[b] = tableOf(b)
		}
	}
}

func tableOf(b *model.Base) string {
	if len(b.Tables) == 0 {
		return strings.ToLower(b.Name)
	}
	return b.Table()
}

// label is what the tables of a base are called in grants.
func (c *comparison) label(b *model.Base) string {
	if l := c.labels[b]; l != "" {
		return l
	}
	return tableOf(b) // of a policy that does not list it
}
