package syntax

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyfunction "github.com/zclconf/go-cty/cty/function"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Function is what the language reference says of one.
type Function struct{ Name, Signature, Doc string }

// Functions is every function, by name.
func Functions() []Function {
	list := make([]Function, len(functions))
	for i, f := range functions {
		list[i] = Function{f.name, f.name + "(" + f.params + ")", f.doc}
	}
	return list
}

// FunctionNames is the name of every function, sorted.
func FunctionNames() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	return names
}

// A function is one row of the table. Of params, a name in brackets may be left out, and one with dots stands for any number.
type function struct {
	name, params, doc string
	impl              func(c *call) Value
}

var functions = table()

func table() []function {
	all := slices.Concat(numberFunctions(), textFunctions(), patternFunctions(), listFunctions(), setFunctions(), objectFunctions(), encodingFunctions(), typeFunctions())
	slices.SortFunc(all, func(a, b function) int { return strings.Compare(a.name, b.name) })
	return all
}

func findFunction(name string) (*function, bool) {
	i, ok := slices.BinarySearchFunc(functions, name, func(f function, name string) int { return strings.Compare(f.name, name) })
	if !ok {
		return nil, false
	}
	return &functions[i], true
}

// arity is how many arguments a function takes; most is -1 for any number.
func (f *function) arity() (least, most int) {
	names := f.paramNames()
	for _, name := range names {
		if strings.HasSuffix(name, "...") {
			return least, -1
		}
		if !strings.HasPrefix(name, "[") {
			least++
		}
	}
	return least, len(names)
}

func (f *function) paramNames() []string {
	if f.params == "" {
		return nil
	}
	return strings.Split(f.params, ", ")
}

// A call is one call of a function: what it got, and what was wrong with it. After a failure the result does not matter.
type call struct {
	*evaluator
	function *function
	args     []Value
	spans    []source.Span
	span     source.Span

	failed    bool
	failedArg int // -1: the call as a whole
	message   string
	reported  bool // failed, and nothing more is to be said
}

// fail says what is wrong with an argument; -1 is the call.
func (c *call) fail(arg int, format string, args ...any) Value {
	if !c.failed {
		c.failed, c.failedArg, c.message = true, arg, fmt.Sprintf(format, args...)
	}
	return Value{}
}

func (ev *evaluator) call(at int32, env *binding) (Value, bool) {
	n := &ev.tree.nodes[at]
	name := ev.tree.span(at)
	name.End = min(name.End, name.Start+int32(len(n.text)))
	f, ok := findFunction(n.text)
	if !ok {
		ev.errorf(diag.InvalidCall, name, "no function is named %q", n.text).Suggest(n.text, FunctionNames())
		return Value{}, false
	}
	if f.impl == nil {
		return ev.attempt(n, f.name, env)
	}
	c := &call{evaluator: ev, function: f, span: ev.tree.span(at)}
	if !c.arguments(n, env) || !c.counted(name) {
		return Value{}, false
	}
	v := f.impl(c)
	switch {
	case ev.budget.problem != "":
		return ev.stop(c.span)
	case c.failed:
		at := c.span
		if c.failedArg >= 0 && c.failedArg < len(c.spans) {
			at = c.spans[c.failedArg]
		}
		ev.errorf(diag.InvalidCall, at, "%s: %s", f.name, c.message)
		return Value{}, false
	case c.reported:
		return Value{}, false
	}
	v.Span = c.span
	return v, true
}

func (c *call) arguments(n *node, env *binding) bool {
	ok := true
	for i := range n.count {
		v, argOK := c.eval(n.first+i, env)
		ok = ok && argOK
		c.args = append(c.args, v)
		c.spans = append(c.spans, c.tree.span(n.first+i))
	}
	if !ok || n.flag == 0 {
		return ok
	}
	last := len(c.args) - 1
	list := c.args[last]
	if list.Kind != List && list.Kind != Set {
		c.errorf(diag.InvalidCall, c.spans[last], "%s: only a list can be spread with ...: this is %s", c.function.name, list.Describe())
		return false
	}
	if !c.budget.reshape(len(list.Items)) {
		c.stop(c.span)
		return false
	}
	span := c.spans[last]
	c.args, c.spans = c.args[:last], c.spans[:last]
	for _, item := range list.Items {
		c.args, c.spans = append(c.args, item), append(c.spans, span)
	}
	return true
}

func (c *call) counted(name source.Span) bool {
	least, most := c.function.arity()
	got := len(c.args)
	if got >= least && (most < 0 || got <= most) {
		return true
	}
	want := plural(least, "argument")
	switch {
	case most < 0:
		want = "at least " + want
	case most != least:
		want = fmt.Sprintf("%d to %s", least, plural(most, "argument"))
	}
	c.errorf(diag.InvalidCall, name, "%s(%s) takes %s, here are %d", c.function.name, c.function.params, want, got)
	return false
}

// param is what the argument is called in the signature.
func (c *call) param(i int) string {
	names := c.function.paramNames()
	return strings.Trim(names[min(i, len(names)-1)], "[].")
}

// must says "list must be a list, this is null".
func (c *call) must(i int, be string) {
	c.fail(i, "%s must be %s, this is %s", c.param(i), be, c.args[i].Describe())
}

func (c *call) has(i int) bool { return i < len(c.args) }

func (c *call) text(i int) string {
	text, ok := asText(c.args[i])
	if !ok {
		c.must(i, "a string")
	}
	return text
}

func (c *call) number(i int) *big.Float {
	f, ok := asNumber(c.args[i])
	if !ok {
		c.must(i, "a number")
		return new(big.Float)
	}
	return f
}

// count is a whole number that is not negative and no more than any count can be.
func (c *call) count(i int) int {
	f := c.number(i)
	n, accuracy := f.Int64()
	if accuracy != big.Exact || n < 0 || n > 1<<31-1 {
		c.fail(i, "%s must be a whole number from 0 on, this is %s", c.param(i), numberText(f))
		return 0
	}
	return int(n)
}

// items are those of a list or a set, or the elements of a reference to several things.
func (c *call) items(i int) []Value {
	v := c.args[i]
	switch v.Kind {
	case List, Set:
		return v.Items
	case Reference:
		if fields, ok := v.Target.Elements(); ok {
			return c.valuesOf(fields)
		}
	}
	c.must(i, "a list")
	return nil
}

func (c *call) valuesOf(fields []Field) []Value {
	if !c.budget.reshape(len(fields)) {
		return nil
	}
	items := make([]Value, len(fields))
	for i, f := range fields {
		items[i] = f.Value
	}
	return items
}

// texts are the items of a list of strings.
func (c *call) texts(i int) []string {
	items := c.items(i)
	texts := make([]string, len(items))
	for j, item := range items {
		text, ok := asText(item)
		if !ok {
			c.fail(i, "%s must be a list of strings, item %d is %s", c.param(i), j, item.Describe())
			return nil
		}
		texts[j] = text
	}
	return texts
}

// fields are those of an object in order, or the elements of a reference to several things.
func (c *call) fields(i int) []Field {
	fields, _, ok := elements(c.args[i])
	if !ok {
		c.must(i, "an object")
	}
	return fields
}

func (c *call) comparer() comparer { return comparer{c.budget} }

// What functions give back.

func (c *call) string(text string) Value {
	c.budget.build(len(text))
	return Value{Span: c.span, Kind: String, Text: cty.NormalizeString(text)}
}

func (c *call) bool(b bool) Value { return Value{Span: c.span, Kind: Bool, Bool: b} }

func (c *call) int(n int) Value {
	return Value{Span: c.span, Kind: Number, Number: new(big.Float).SetInt64(int64(n))}
}

func (c *call) float(f *big.Float) Value {
	if !numberInBounds(f) {
		c.budget.exceeded("this makes a number of more than %d binary digits", maxExponent)
	}
	return Value{Span: c.span, Kind: Number, Number: f}
}

func (c *call) list(items []Value) Value { return Value{Span: c.span, Kind: List, Items: items} }

func (c *call) strings(texts []string) Value {
	if !c.budget.result(len(texts)) {
		return Value{}
	}
	items := make([]Value, len(texts))
	for i, text := range texts {
		items[i] = c.string(text)
	}
	return c.list(items)
}

func (c *call) set(items []Value) Value {
	return Value{Span: c.span, Kind: Set, Items: c.comparer().distinctSorted(items)}
}

func (c *call) object(fields []Field) Value { return Value{Span: c.span, Kind: Object, Fields: fields} }

// through calls a function of cty's library, after check has looked at the arguments.
func through(f ctyfunction.Function, checks ...func(c *call)) func(c *call) Value {
	return func(c *call) Value {
		for _, check := range checks {
			if check(c); c.failed || c.budget.problem != "" {
				return Value{}
			}
		}
		args := make([]cty.Value, len(c.args))
		for i := range c.args {
			if args[i] = c.toParam(i, f); c.failed || c.budget.problem != "" {
				return Value{}
			}
		}
		result, err := f.Call(args)
		if err != nil {
			return c.failWith(err)
		}
		v, _ := fromCty(result, c.span, c.budget)
		return v
	}
}

// toParam is an argument as the library's function wants it.
func (c *call) toParam(i int, f ctyfunction.Function) cty.Value {
	params := f.Params()
	param := f.VarParam()
	if i < len(params) {
		param = &params[i]
	}
	if r, ok := findReference(c.args[i], c.budget); ok {
		c.fail(i, "%s cannot be, or hold, %s", c.param(i), r.Describe())
		return cty.NilVal
	}
	v, ok := toCty(c.args[i], c.budget)
	if !ok {
		return cty.NilVal
	}
	if v.IsNull() && !param.AllowNull {
		c.fail(i, "%s must not be null", c.param(i))
		return v
	}
	converted, err := convert.Convert(v, param.Type)
	if err != nil {
		c.fail(i, "%s: %s", c.param(i), clause(err.Error()))
	}
	return converted
}

func (c *call) failWith(err error) Value {
	var arg ctyfunction.ArgError
	if errors.As(err, &arg) && arg.Index < len(c.args) {
		return c.fail(arg.Index, "%s", clause(err.Error()))
	}
	return c.fail(-1, "%s", clause(err.Error()))
}

// attempt is try and can: they take only errors of values for a no, never a misspelt name, a limit or what was reported elsewhere.
func (ev *evaluator) attempt(n *node, name string, env *binding) (Value, bool) {
	span := source.Span{File: ev.tree.file, Start: n.start, End: n.end}
	if n.flag != 0 || n.count == 0 || name == "can" && n.count != 1 {
		ev.errorf(diag.InvalidCall, span, "%s takes expressions, %s", name, map[bool]string{true: "one", false: "one or more"}[name == "can"])
		return Value{}, false
	}
	outer := ev.diags
	defer func() { ev.diags = outer }()
	for i := range n.count {
		ev.diags = &diag.List{}
		v, ok := ev.eval(n.first+i, env)
		if ok && name == "try" {
			return v, true
		}
		if !ok && (!onlyValues(ev.diags) || name == "try" && i == n.count-1) {
			outer.Add(ev.diags)
			return Value{}, false
		}
		if name == "can" {
			return Value{Span: span, Kind: Bool, Bool: ok}, true
		}
	}
	return Value{}, false
}

func onlyValues(diags *diag.List) bool {
	for _, d := range diags.Sorted() {
		if d.Code != diag.InvalidValue && d.Code != diag.InvalidCall {
			return false
		}
	}
	return diags.Len() > 0
}
