package compiler

import (
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/schema"
)

// decodeRef reads one reference to an instance.
func (ev *evaluation) decodeRef(a *attribute, v syntax.Value, d *decoded) bool {
	one, ok := ev.instanceOf(a, v)
	if !ok {
		return false
	}
	d.list = []item{one}
	return true
}

// ref is the instance that a reference attribute leads to, nil where it is not written.
func (b *body) ref(name string) *instance {
	if d := b.at(name); len(d.list) == 1 {
		return d.list[0].in
	}
	return nil
}

// instanceOf checks that a value is a reference to an instance of a construct that the attribute takes.
func (ev *evaluation) instanceOf(a *attribute, v syntax.Value) (item, bool) {
	if v.Kind != syntax.Reference {
		d := ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes a reference to %s, this is %s", a.name, a.is.wanted(), describe(v))
		if v.Kind == syntax.String {
			d.Hint = ev.referenceMeant(a.is.refs, v.Text)
		}
		return item{}, false
	}
	switch t := v.Target.(type) {
	case *instance:
		if !slices.Contains(a.is.refs, t.construct().name) {
			break
		}
		return item{span: v.Span, in: t}, t.object != nil
	case standardRole:
		if slices.Contains(a.is.refs, "role") {
			return item{span: v.Span, target: t}, true
		}
	case *block:
		if slices.Contains(a.is.refs, t.decl.construct.name) {
			ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes one %s, %s has for_each: choose one, as in %s[\"…\"]",
				a.name, t.decl.construct.spoken(), t.Address(), t.Address())
			return item{}, false
		}
	}
	ev.diags.Errorf(diag.InvalidValue, v.Span, "%q takes a reference to %s, this is one to %s", a.name, a.is.wanted(), v.Target.Address())
	return item{}, false
}

// referenceMeant is what to write instead of a string that names something: its label, or its address in quotes. "" where nothing has it.
func (ev *evaluation) referenceMeant(constructs []string, text string) string {
	for _, name := range constructs {
		for _, label := range ev.labels[name] {
			if (text == label || text == name+model.Step(label)) && ev.find(name, label, ev.name) != nil {
				return "write " + name + model.Step(label)
			}
		}
	}
	if label := strings.TrimPrefix(text, "standard_role."); slices.Contains(constructs, "role") && schema.StandardRoleByLabel(label) != nil {
		return "write " + StandardRoleAddress(schema.StandardRoleByLabel(label).Label)
	}
	return ""
}

// wanted says what references the type takes, in words.
func (t valueType) wanted() string {
	var words []string
	for _, name := range t.refs {
		words = append(words, article(name)+" "+spoken(name))
	}
	return strings.Join(words, " or ")
}

func article(name string) string {
	if name != "user" && strings.ContainsRune("aeiou", rune(name[0])) {
		return "an"
	}
	return "a"
}

// flattenRefs reads a list of references. It may hold lists, and whole blocks with for_each, which stand for all their instances.
func (ev *evaluation) flattenRefs(a *attribute, v syntax.Value, into []item) []item {
	if items, ok := ev.elements(v); ok {
		for _, one := range items {
			into = ev.flattenRefs(a, one, into)
		}
		return into
	}
	if one, ok := ev.instanceOf(a, v); ok {
		into = append(into, one)
	}
	return into
}

// elements are the values that a list, or a whole block with for_each, stands for. They keep the spans of what names them.
func (ev *evaluation) elements(v syntax.Value) ([]syntax.Value, bool) {
	switch v.Kind {
	case syntax.List, syntax.Set:
		items := slices.Clone(v.Items) // a local's list is everybody's
		for i := range items {
			if !items[i].Span.Known() {
				items[i].Span = v.Span
			}
		}
		return items, true
	case syntax.Reference:
		if b, ok := v.Target.(*block); ok {
			fields, _ := b.Elements()
			items := make([]syntax.Value, len(fields))
			for i, f := range fields {
				items[i] = f.Value
				items[i].Span = v.Span
			}
			return items, true
		}
	}
	return nil, false
}

// reported says that a value names a block whose for_each was reported: that it has no instances says nothing.
func reported(v syntax.Value) bool {
	b, ok := v.Target.(*block)
	return ok && b.state == failed || slices.ContainsFunc(v.Items, reported)
}

var (
	roleOfAssignment    = attribute{name: "role", is: ref("role")}
	anchorsOfAssignment = attribute{name: "business_unit", is: refs("business_unit")}
)

// decodeAssignments reads the roles of a principal: references to roles, and objects that say in which business units, or that a role is
// held on request.
func (ev *evaluation) decodeAssignments(a *attribute, v syntax.Value, into []item) []item {
	if items, ok := ev.elements(v); ok {
		for _, one := range items {
			into = ev.decodeAssignments(a, one, into)
		}
		return into
	}
	if v.Kind != syntax.Object {
		if one, ok := ev.instanceOf(&attribute{name: a.name, is: roleOfAssignment.is}, v); ok {
			into = append(into, one)
		}
		return into
	}
	return ev.decodeAssignment(v, into)
}

func (ev *evaluation) decodeAssignment(v syntax.Value, into []item) []item {
	var roles []item
	var anchors []item
	justInTime, hasRole, fine := false, false, true
	for _, f := range v.Fields {
		value := f.Value
		if !value.Span.Known() {
			value.Span = v.Span
		}
		switch f.Name {
		case "role":
			hasRole = true
			roles = ev.decodeAssignments(&roleOfAssignment, value, nil)
		case "business_unit":
			before := ev.diags.Len()
			anchors = ev.flattenRefs(&anchorsOfAssignment, value, nil)
			if fine = fine && ev.diags.Len() == before && !reported(value); fine && len(anchors) == 0 {
				ev.diags.Errorf(diag.InvalidValue, value.Span, "the assignment names no business unit: leave business_unit out for the principal's own")
				fine = false
			}
		case "just_in_time":
			justInTime = value.Bool
			fine = ev.expect(&attribute{name: f.Name}, value, syntax.Bool) && fine
		default:
			ev.diags.Errorf(diag.UnknownAttribute, f.NameSpan, "an assignment has no attribute %q", f.Name).
				Suggest(f.Name, []string{"role", "business_unit", "just_in_time"})
		}
	}
	if !hasRole {
		ev.diags.Errorf(diag.MissingAttribute, v.Span, "an assignment needs \"role\"")
	}
	for _, r := range roles {
		if r.anchors == nil && fine {
			r.anchors, r.justInTime = anchors, justInTime
			into = append(into, r)
		}
	}
	return into
}
