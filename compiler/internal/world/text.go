package world

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Files is the policy as HCL. A source of chance spreads blocks over files, and shuffles and respells whatever may be written in more than
// one way; the meaning stays. Without one there is one file, in the order of the world.
func (w *World) Files(r *rand.Rand) map[string]string {
	p := &printer{w: w, r: r}
	var blocks []string
	if len(w.Tables) > 0 || len(w.Roles) > 0 {
		blocks = append(blocks, p.tables()...)
	}
	blocks = append(blocks, p.environments()...)
	blocks = append(blocks, p.items(p.everything())...)
	blocks = append(blocks, p.locals...)
	return p.spread(blocks)
}

// Text is the policy as one readable text.
func (w *World) Text() string {
	return w.Files(nil)["policy.dv.hcl"]
}

type printer struct {
	w      *World
	r      *rand.Rand // nil: nothing is left to chance
	locals []string   // blocks of locals that were made on the way
}

// chance is true once in so many times, never without a source of chance.
func (p *printer) chance(in int) bool { return p.r != nil && p.r.IntN(in) == 0 }

// shuffled is a list in any order.
func shuffled[T any](p *printer, list []T) []T {
	list = slices.Clone(list)
	if p.r != nil {
		p.r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	return list
}

var fileNames = []string{"policy", "a", "zz", "roles", "north/users", "north/deep/er", "b_test", "teams"}

func (p *printer) spread(blocks []string) map[string]string {
	if p.r == nil {
		return map[string]string{"policy.dv.hcl": strings.Join(blocks, "\n")}
	}
	files := map[string]string{}
	names := shuffled(p, fileNames)[:1+p.r.IntN(4)]
	for _, block := range shuffled(p, blocks) {
		if p.chance(6) {
			block = "# " + block[:strings.IndexByte(block, ' ')] + "\n\n" + block
		}
		files[names[p.r.IntN(len(names))]+".dv.hcl"] += block + "\n"
	}
	return files
}

// local moves an expression to a local value now and then, and gives what stands in its place.
func (p *printer) local(expression string) string {
	if !p.chance(8) {
		return expression
	}
	name := fmt.Sprintf("l%d", len(p.locals))
	p.locals = append(p.locals, fmt.Sprintf("locals {\n  %s = %s\n}\n", name, expression))
	return "local." + name
}

// ref is a reference to an address. A label may stand in brackets.
func (p *printer) ref(address string) string {
	kind, rest, _ := strings.Cut(address, ".")
	label, index, keyed := strings.Cut(rest, "[")
	if !p.chance(5) || strings.Contains(label, ".") {
		return address
	}
	if keyed {
		index = "[" + index
	}
	return kind + "[" + quote(label) + "]" + index
}

// refs is a list of references. All instances of a block may be named by the block alone.
func (p *printer) refs(addresses []string) string {
	var items []string
	for _, a := range p.bare(addresses) {
		items = append(items, p.ref(a))
	}
	return list(shuffled(p, items))
}

func (p *printer) bare(addresses []string) []string {
	var bare []string
	left := slices.Clone(addresses)
	for len(left) > 0 {
		address := left[0]
		block, _, keyed := strings.Cut(address, "[")
		instances := p.instances(block)
		if keyed && p.chance(2) && !slices.ContainsFunc(instances, func(a string) bool { return !slices.Contains(left, a) }) {
			left = slices.DeleteFunc(left, func(a string) bool { return slices.Contains(instances, a) })
			bare = append(bare, block)
			continue
		}
		bare, left = append(bare, address), left[1:]
	}
	return bare
}

// instances are the addresses that a block with for_each has.
func (p *printer) instances(block string) []string {
	var instances []string
	for _, i := range p.everything() {
		if i.name.Key != "" && i.kind+"."+i.name.Label == block {
			instances = append(instances, i.name.address(i.kind))
		}
	}
	return instances
}

// roles is the list of assignments: a bare role where nothing else is to be said.
func (p *printer) roles(assignments []Assignment) string {
	var items []string
	for _, a := range assignments {
		switch {
		case len(a.Units) == 0 && !a.OnRequest && !p.chance(4):
			items = append(items, p.ref(a.Role))
		case len(a.Units) == 0:
			items = append(items, p.assignment(a, ""))
		case len(a.Units) == 1 || p.chance(2):
			for _, u := range a.Units {
				items = append(items, p.assignment(a, p.ref(u)))
			}
		default:
			items = append(items, p.assignment(a, p.refs(a.Units)))
		}
	}
	return list(shuffled(p, items))
}

// assignment is the long form, with business units where there are any.
func (p *printer) assignment(a Assignment, units string) string {
	fields := []string{"role = " + p.ref(a.Role)}
	if units != "" {
		fields = append(fields, "business_unit = "+units)
	}
	if a.OnRequest {
		fields = append(fields, "just_in_time = true")
	}
	return "{ " + strings.Join(shuffled(p, fields), ", ") + " }"
}

// words is a list of strings.
func (p *printer) words(words []string) string {
	var items []string
	for _, w := range shuffled(p, words) {
		items = append(items, quote(w))
	}
	return list(items)
}

func list(items []string) string { return "[" + strings.Join(items, ", ") + "]" }

func quote(s string) string { return `"` + s + `"` }
