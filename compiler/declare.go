package compiler

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A declaration is one top-level block.
type declaration struct {
	construct    *construct
	label        string // "" where the construct has none
	block        *syntax.Block
	environments []string // nil: all of them
	forEach      *syntax.Expr
}

func (d *declaration) span() source.Span { return d.block.Span }

// address is how the block is referred to: team.sales, role["Sales Manager"].
func (d *declaration) address() string {
	if d.label == "" {
		return d.construct.name
	}
	return d.construct.name + model.Step(d.label)
}

// in reports whether the block exists in an environment.
func (d *declaration) in(environment string) bool {
	return d.environments == nil || slices.Contains(d.environments, environment)
}

// declarations are the top-level blocks of a policy: the first of three passes (declare, evaluate, bind). Names are known here,
// values are not, so that blocks may refer to each other in any order and any file.
type declarations struct {
	constructs   []*construct
	byConstruct  map[string]map[string][]*declaration
	labels       map[string][]string // by construct, sorted
	broken       map[string]bool     // addresses of blocks that were reported: who refers to them is not to blame
	environments []*declaration      // by name; empty: the one named default
	ignores      []ignore            // by place
}

// declare indexes the blocks of every file, and reports the ones that cannot be indexed.
func declare(table []*construct, files []*syntax.Body, diags *diag.List) *declarations {
	d := &declarations{constructs: table, byConstruct: map[string]map[string][]*declaration{}, labels: map[string][]string{}, broken: map[string]bool{}}
	all := d.collect(files, diags)
	d.declareEnvironments(all, diags)
	names := d.environmentNames()
	for _, one := range all {
		if !one.limit(names, diags) {
			d.broken[one.address()] = true
		}
		d.add(one)
		d.readComments(one, diags)
	}
	slices.SortFunc(d.ignores, func(a, b ignore) int { return a.waiver.Span.Compare(b.waiver.Span) })
	d.implyRoots(names)
	for _, c := range table {
		d.index(c, diags)
	}
	return d
}

// collect is every block of a known kind, by file and place.
func (d *declarations) collect(files []*syntax.Body, diags *diag.List) []*declaration {
	known := map[string]*construct{}
	for _, c := range d.constructs {
		known[c.name] = c
		d.byConstruct[c.name] = map[string][]*declaration{}
	}
	var all []*declaration
	for _, body := range files {
		for _, a := range body.Attrs {
			diags.Errorf(diag.UnknownAttribute, a.NameSpan, "%q stands outside of every block", a.Name)
		}
		for _, b := range body.Blocks {
			c := known[b.Type]
			if c == nil {
				d.unknownBlock(b, diags)
				continue
			}
			if label, ok := declaredLabel(c, b, diags); ok {
				all = append(all, &declaration{construct: c, label: label, block: b})
			} else {
				d.breaks(c.name, b)
			}
		}
	}
	return all
}

// declareEnvironments puts the environments in order, by name.
func (d *declarations) declareEnvironments(all []*declaration, diags *diag.List) {
	for _, one := range all {
		if one.construct == environmentConstruct {
			d.environments = append(d.environments, one)
		}
	}
	slices.SortStableFunc(d.environments, func(a, b *declaration) int {
		return cmp.Or(cmp.Compare(a.label, b.label), a.span().Compare(b.span()))
	})
	d.checkEnvironments(diags)
}

func (d *declarations) add(one *declaration) {
	byLabel := d.byConstruct[one.construct.name]
	byLabel[one.label] = append(byLabel[one.label], one)
}

// implyRoots declares the root of the environments for which no block declares a business unit.
func (d *declarations) implyRoots(environments []string) {
	without := slices.DeleteFunc(slices.Clone(environments), func(environment string) bool {
		for label := range d.byConstruct[businessUnitConstruct.name] {
			if d.find(businessUnitConstruct.name, label, environment) != nil {
				return true
			}
		}
		return false
	})
	if len(without) > 0 {
		d.add(impliedRoot(without))
	}
}

// impliedRoot is a root that nobody wrote: it stands nowhere.
func impliedRoot(environments []string) *declaration {
	block := &syntax.Block{Type: businessUnitConstruct.name, Labels: []syntax.Label{{Text: "root"}}}
	return &declaration{construct: businessUnitConstruct, label: "root", block: block, environments: environments}
}

// breaks notes that a block was reported, so that it is declared nowhere.
func (d *declarations) breaks(construct string, b *syntax.Block) {
	for _, l := range b.Labels {
		d.broken[construct+model.Step(l.Text)] = true
	}
}

// declaredLabel checks the labels of a block. Labels are what references say.
func declaredLabel(c *construct, b *syntax.Block, diags *diag.List) (string, bool) {
	if len(b.Labels) != len(c.labels) {
		want := "takes no label"
		if len(c.labels) > 0 {
			want = "takes one label: " + c.name + " \"" + strings.ToUpper(c.labels[0]) + "\" { … }"
		}
		diags.Errorf(diag.InvalidLabels, b.Span, "block %q %s", c.name, want)
		return "", false
	}
	if len(b.Labels) == 0 {
		return "", true
	}
	if strings.TrimSpace(b.Labels[0].Text) == "" {
		diags.Errorf(diag.InvalidLabels, b.Labels[0].Span, "the label of block %q is empty", c.name)
		return "", false
	}
	return b.Labels[0].Text, true
}

// limit reads the meta-arguments. Environments are literal, so that a reader (and a diff) sees them without evaluating. False where it
// is not known which environments are meant.
func (d *declaration) limit(known []string, diags *diag.List) (ok bool) {
	if !d.construct.limits {
		return true
	}
	before := diags.Len()
	for i := range d.block.Body.Attrs {
		a := &d.block.Body.Attrs[i]
		switch a.Name {
		case "for_each":
			d.forEach = &a.Expr
		case "environments":
			d.environments = literalEnvironments(a, known, diags)
		}
	}
	return diags.Len() == before
}

func literalEnvironments(a *syntax.Attr, known []string, diags *diag.List) []string {
	names := []string{}
	v, ok := a.Expr.Constant()
	if !ok || v.Kind != syntax.List {
		diags.Errorf(diag.InvalidValue, a.Expr.Span(), "environments takes a list of literal names, as in [\"test\", \"prod\"]")
		return names
	}
	if len(v.Items) == 0 {
		diags.Errorf(diag.InvalidValue, a.Expr.Span(), "environments is empty: the block would exist nowhere")
	}
	for _, item := range v.Items {
		switch {
		case item.Kind != syntax.String:
			diags.Errorf(diag.InvalidValue, item.Span, "environments takes names, this is %s", item.Kind)
		case !slices.Contains(known, item.Text):
			diags.Errorf(diag.UnknownEnvironment, item.Span, "no environment %q is declared", item.Text).Suggest(item.Text, known)
		case slices.Contains(names, item.Text):
			diags.Errorf(diag.DuplicateKey, item.Span, "environment %q is named twice", item.Text)
		default:
			names = append(names, item.Text)
		}
	}
	slices.Sort(names)
	return names
}

// environmentNames are the names of the environments, sorted: "default" where the policy declares none.
func (d *declarations) environmentNames() []string {
	if len(d.environments) == 0 {
		return []string{defaultEnvironment}
	}
	var names []string
	for _, e := range d.environments {
		names = append(names, e.label)
	}
	return slices.Compact(names)
}

const defaultEnvironment = "default"

// checkEnvironments: artifacts are files with the names of environments, also where capitals make no difference.
func (d *declarations) checkEnvironments(diags *diag.List) {
	first := map[string]*declaration{}
	for _, e := range d.environments {
		at := e.block.Labels[0].Span
		if strings.ContainsAny(e.label, "/\\:*?\"<>|") || strings.HasPrefix(e.label, ".") || strings.ContainsFunc(e.label, unicode.IsControl) {
			diags.Errorf(diag.InvalidLabels, at, "environment %q is no name for a file, and files are named after environments", e.label)
			continue
		}
		key := strings.ToLower(e.label)
		if other := first[key]; other != nil && other.label != e.label {
			diags.Errorf(diag.DuplicateName, at, "environments %q and %q differ in capitals only", other.label, e.label).
				Note(other.block.Labels[0].Span, "the other is here")
			continue
		}
		first[key] = e
	}
}

// index sorts the labels of a construct and reports addresses that are declared twice in one environment. The first by place stays.
func (d *declarations) index(c *construct, diags *diag.List) {
	byLabel := d.byConstruct[c.name]
	var labels []string
	for label, same := range byLabel {
		labels = append(labels, label)
		if c == localsConstruct || len(same) == 1 {
			continue
		}
		slices.SortFunc(same, func(a, b *declaration) int { return a.span().Compare(b.span()) })
		byLabel[label] = disjoint(same, diags)
	}
	slices.Sort(labels)
	d.labels[c.name] = labels
}

func disjoint(same []*declaration, diags *diag.List) []*declaration {
	var kept []*declaration
	for _, one := range same {
		clash := slices.IndexFunc(kept, func(k *declaration) bool { return overlap(k.environments, one.environments) })
		if clash < 0 {
			kept = append(kept, one)
			continue
		}
		what := "is declared twice"
		if one.environments != nil || kept[clash].environments != nil {
			what = "is declared twice in one environment"
		}
		diags.Errorf(diag.DuplicateBlock, one.span(), "%s %s", one.address(), what).Note(kept[clash].span(), "the other declaration is here")
	}
	return kept
}

func overlap(a, b []string) bool {
	if a == nil || b == nil {
		return true
	}
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

// find is the declaration of a label in an environment.
func (d *declarations) find(construct, label, environment string) *declaration {
	for _, one := range d.byConstruct[construct][label] {
		if one.in(environment) {
			return one
		}
	}
	return nil
}
