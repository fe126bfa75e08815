package emit

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/model"
)

// entraGroups are those that the environment or its teams draw on, nested ones before the groups that they are in.
func entraGroups(p *model.Policy) Step {
	s := Step{Kind: "entra_groups", Title: "Groups that have to exist", Where: "Microsoft Entra ID", Notes: []string{}}
	if p.Environment.SecurityGroup != nil {
		s.Notes = append(s.Notes, "Before anything else: setting the security group of the environment disables users who are not in it by then, or in a group nested in it.")
	}
	var all, some, dynamic, unnamed bool
	for _, g := range neededGroups(p) {
		nested := []string{}
		for _, n := range g.Groups {
			nested = append(nested, n.Name)
		}
		all, some = all || g.Complete, some || !g.Complete
		dynamic, unnamed = dynamic || g.Dynamic, unnamed || g.ObjectID == ""
		s.Items = append(s.Items, Item{
			{"name", g.Name}, {"kind", g.Kind}, {"dynamic", g.Dynamic}, {"object_id", g.ObjectID}, {"groups", nested},
			{"members", names(g.Members)}, {"all_members", g.Complete}, {"owners", names(g.Owners)}, {"guests", guests(g)},
		})
	}
	for _, note := range []struct {
		applies bool
		text    string
	}{
		{all, "All members yes: the policy names every one. Put those in, and take others out."},
		{some, "All members no: the policy knows some. Put those in, and leave others as they are."},
		{dynamic, "Entra computes who is in a dynamic group: its rule must find those named."},
		{unnamed, "Of a group without object id the policy knows the name alone."},
	} {
		if note.applies {
			s.Notes = append(s.Notes, note.text)
		}
	}
	return s
}

// guests are the members that are guests of the tenant, by whatever group or block that is known.
func guests(g *model.EntraGroup) []string {
	return names(slices.DeleteFunc(slices.Clone(g.Members), func(u *model.User) bool { return !u.Guest }))
}

func neededGroups(p *model.Policy) []*model.EntraGroup {
	needed := map[*model.EntraGroup]bool{p.Environment.SecurityGroup: true}
	for _, t := range p.Teams {
		needed[t.Group] = true
	}
	return reach(slices.DeleteFunc(slices.Clone(p.Groups), func(g *model.EntraGroup) bool { return !needed[g] })...)
}

// reach is the groups and all that are nested in them, at any depth: each once, the nested ones first.
func reach(roots ...*model.EntraGroup) []*model.EntraGroup {
	var all []*model.EntraGroup
	seen := map[*model.EntraGroup]bool{}
	var add func(g *model.EntraGroup)
	add = func(g *model.EntraGroup) {
		if seen[g] {
			return
		}
		seen[g] = true
		for _, n := range g.Groups {
			add(n)
		}
		all = append(all, g)
	}
	for _, g := range roots {
		add(g)
	}
	return all
}

// outsiders says which users the policy does not place in the environment's security group, as far as it matters to them (semantics
// S-EN-07), "" where there are none.
func outsiders(p *model.Policy) string {
	group := p.Environment.SecurityGroup
	inside, complete := map[*model.User]bool{}, true
	for _, u := range group.Owners {
		inside[u] = true
	}
	for _, g := range reach(group) {
		complete = complete && g.Complete
		for _, u := range g.Members {
			inside[u] = true
		}
	}
	outside := names(slices.DeleteFunc(slices.Clone(p.Users), func(u *model.User) bool {
		return inside[u] || !u.Enabled || u.Application || entersAnyway(u)
	}))
	switch {
	case len(outside) == 0:
		return ""
	case complete:
		return "The policy leaves these users out of the group, so they are disabled: " + strings.Join(outside, ", ") + "."
	}
	return "The policy does not know whether these users are in the group. See first that they are, or they are disabled: " + strings.Join(outside, ", ") + "."
}

func entersAnyway(u *model.User) bool {
	return slices.Contains(u.TenantRoles, "global_administrator") || slices.Contains(u.TenantRoles, "power_platform_administrator")
}
