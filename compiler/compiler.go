// Package compiler turns policy files into models, one for each environment. It declares (which addresses exist), evaluates (what
// values they have) and binds (what that means in Dataverse), and reports everything that Dataverse would refuse.
package compiler

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
	"github.com/dvpolicy/dvpolicy/schema"
)

// A Program is a policy that compiled: one model for each environment, by name.
type Program struct {
	Environments []*model.Policy
	Later        []string // constructs that the policy has and this version does not evaluate, sorted
}

// Compile reads a policy. Every problem of every environment is in the list; where there are errors, the program must not be used.
func Compile(in *input.Policy) (*Program, *diag.List) {
	diags, found := &diag.List{}, &diag.List{}
	files := parse(in.Files, diags)
	lost := lostFiles(diags)
	d := declare(constructs(), files, found)
	names := d.environmentNames()
	p := &Program{Later: d.later()}
	evaluations := make([]*evaluation, len(names))
	var wait sync.WaitGroup
	for i, name := range names {
		wait.Go(func() {
			evaluations[i] = newEvaluation(d, name, in)
			evaluations[i].run()
		})
	}
	wait.Wait()
	solutionsLost := false
	for _, ev := range evaluations {
		solutionsLost = solutionsLost || ev.solutionsLost
		ev.policy.Files = withFiles(in.Files, ev.files)
		if len(names) > 1 {
			ev.diags.In(ev.name)
		}
		found.Add(&ev.diags)
		p.Environments = append(p.Environments, ev.policy)
	}
	unknownMentions(d, evaluations, found)
	withoutFollowers(found, lost, solutionsLost)
	diags.Add(found)
	diags.Everywhere(names)
	return p, diags
}

// parse reads the files in parallel. Each tree is gone when its file is walked.
func parse(files []*source.File, diags *diag.List) []*syntax.Body {
	bodies := make([]*syntax.Body, len(files))
	found := make([]diag.List, len(files))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wait.Go(func() {
			for i := range next {
				bodies[i] = syntax.Parse(files[i], &found[i])
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wait.Wait()
	for i := range found {
		diags.Add(&found[i])
	}
	return bodies
}

// withFiles are the files of a policy and of its solutions, each once, by name.
func withFiles(files, brought []*source.File) []*source.File {
	if len(brought) == 0 {
		return files
	}
	all := append(slices.Clone(files), brought...)
	slices.SortStableFunc(all, func(a, b *source.File) int { return cmp.Compare(a.Name, b.Name) })
	return slices.Compact(all)
}

// later names the constructs of the policy that a later version evaluates. Tests and findings do not change the matrix.
func (d *declarations) later() []string {
	var names []string
	for _, c := range d.constructs {
		if c.later && len(d.byConstruct[c.name]) > 0 {
			names = append(names, c.name)
		}
	}
	slices.Sort(names)
	return names
}

// run evaluates and binds the policy of one environment.
func (ev *evaluation) run() {
	ev.policy.Catalogue = schema.Version()
	ev.expandAll()
	ev.bindAll()
	ev.waiveByComments()
	ev.finish()
}

// finish puts the standard roles in use and the bases that are granted on into the model.
func (ev *evaluation) finish() {
	ev.broughtTables()
	p := ev.policy
	byAddress(p.Roles, func(x *model.Role) string { return x.Address })
	byAddress(p.Users, func(x *model.User) string { return x.Address })
	byAddress(p.Positions, func(x *model.Position) string { return x.Address })
	byAddress(p.Profiles, func(x *model.ColumnSecurityProfile) string { return x.Address })
	byAddress(p.Templates, func(x *model.AccessTeamTemplate) string { return x.Address })
	byAddress(p.Shares, func(x *model.Share) string { return x.Address })
	for _, name := range ev.tables.privileges {
		p.Privileges = append(p.Privileges, name)
	}
	slices.Sort(p.Privileges)
	bases := map[string]*model.Base{}
	for _, r := range p.Roles {
		for _, g := range r.Grants {
			bases[g.Base.Name] = g.Base
		}
	}
	for _, b := range bases {
		p.Bases = append(p.Bases, b)
	}
	slices.SortFunc(p.Bases, func(a, b *model.Base) int { return cmp.Compare(a.Name, b.Name) })
}
