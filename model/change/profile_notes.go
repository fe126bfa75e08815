package change

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/model"
)

func profileNotes() []consequence[*model.ColumnSecurityProfile] {
	type profile = *model.ColumnSecurityProfile
	return []consequence[profile]{
		{"S-CS-18", added(always[profile]), "a solution carries the profile, not who has it: add its users and teams in each environment"},
		{"S-CS-09", removed(always[profile]), "whoever has no other profile that opens its columns can neither see nor set them from then on"},
		{"S-CS-09", changed(func(e *event, _, _ profile) bool {
			return e.any(within("columns", "", func(d Detail) bool { return d.To == "" || d.To == "nothing" }))
		}), "whoever has no other profile that allows what is taken away has lost it: values come back empty, and writing them fails"},
		{"S-CS-13", present(func(e *event, _, _ profile) bool { return e.any(within("columns", "read_unmasked", to("all_records"))) }),
			"reading all rows unmasked is meant for services, not for people"},
	}
}

func templateNotes() []consequence[*model.AccessTeamTemplate] {
	type template = *model.AccessTeamTemplate
	return []consequence[template]{
		{"S-TM-26", differs[template]("rights"), "teams that were made from it keep their rights: the new ones are for teams that are made later"},
		{"S-TM-26", removed(always[template]), "deleting a template deletes the teams that were made from it, and what is shared with them"},
		{"S-TM-25", changed(func(e *event, _, _ template) bool { return len(e.values("rights")) > 0 }),
			"only who has a privilege for each of the rights can be added to a team"},
	}
}

func shareNotes() []consequence[*model.Share] {
	type share = *model.Share
	return []consequence[share]{
		{"S-SH-06", added(always[share]), "a right counts only for who has the privilege from a role, at whatever level"},
		{"S-SH-02", present(func(e *event, _, is share) bool { return e.becomes("with", "organization") }),
			"it is shared with everybody, those included who come later"},
		{"S-SH-09", changed(func(e *event, _, _ share) bool { return e.loses("rights") }),
			"modify the share to take rights away: sharing once more may leave them in it"},
		{"S-SH-10", present(func(e *event, _, is share) bool {
			return slices.ContainsFunc(e.values("with"), func(address string) bool {
				return slices.ContainsFunc(e.b.Teams, func(t *model.Team) bool { return t.Address == address })
			})
		}), "shared with a team, it reaches whoever is a member, as long as they are"},
		{"S-SH-33", func(e *event, _, _ share) bool { return e.kind == Removed || e.loses("with") },
			"what its child rows inherited by the share goes with it; what was shared with somebody directly stays"},
	}
}
