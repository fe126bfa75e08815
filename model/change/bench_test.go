package change

import (
	"fmt"
	"testing"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/privilege"
)

// large has 100,000 users, 3,000 teams, 500 roles on 200 tables each.
func large() *sample {
	s := newSample()
	var bases []*model.Base
	for i := range 200 {
		b := &model.Base{Name: fmt.Sprintf("contoso_T%03d", i), Ownership: model.UserOrTeamOwned, Legal: legal(), Tables: []string{fmt.Sprintf("contoso_t%03d", i)}}
		bases = append(bases, b)
	}
	s.p.Bases = append(s.p.Bases, bases...)
	for i := range 500 {
		r := s.role(fmt.Sprintf("r%03d", i), s.root)
		for _, b := range bases {
			s.grant(r, b, privilege.User, privilege.Read, privilege.Write, privilege.Append)
		}
	}
	var teams []*model.Team
	for i := range 3000 {
		teams = append(teams, s.team(fmt.Sprintf("t%04d", i), model.OwnerTeam))
	}
	for i := range 100_000 {
		u := s.user(fmt.Sprintf("u%06d", i), s.north, s.p.Roles[3+i%500], s.p.Roles[3+(i*7)%500])
		s.join(teams[i%len(teams)], u)
	}
	return s.order()
}

// Two large policies that differ in one of a hundred users and in two roles.
func BenchmarkCompareLarge(b *testing.B) {
	before, after := large(), large()
	for i := 0; i < len(after.p.Users); i += 100 {
		after.p.Users[i].Enabled = !after.p.Users[i].Enabled
	}
	after.p.Roles[5].Grants[0].Level, after.p.Roles[6].Grants[0].Level = privilege.Organization, privilege.Organization
	for b.Loop() {
		if got := len(Compare(before.p, after.p)); got < 1000 {
			b.Fatalf("%d changes", got)
		}
	}
}
