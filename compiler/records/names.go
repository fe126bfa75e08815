package records

import (
	"fmt"
	"strings"
)

// named is what an address is made of: a name, what it lies in, and an id where the two do not tell it apart.
type named struct{ name, in, id string }

// labels gives each a label of its own: its name; where several have one name, all of those with what they lie in; then with their ids.
// Names that were made to look like that are numbered.
func labels(all []named, taken ...string) []string {
	chosen := make([]string, len(all))
	for i, n := range all {
		if chosen[i] = n.name; strings.TrimSpace(n.name) == "" {
			chosen[i] = n.id
		}
	}
	for _, longer := range []func(named) string{
		func(n named) string {
			if n.in == "" {
				return n.name
			}
			return n.name + " (" + n.in + ")"
		},
		func(n named) string { return n.name + " (" + n.id + ")" },
	} {
		count := map[string]int{}
		for _, label := range append(taken, chosen...) {
			count[label]++
		}
		for i, n := range all {
			if count[chosen[i]] > 1 {
				chosen[i] = longer(n)
			}
		}
	}
	used := map[string]bool{}
	for _, label := range taken {
		used[label] = true
	}
	for i, label := range chosen {
		for n := 2; used[chosen[i]]; n++ {
			chosen[i] = fmt.Sprintf("%s %d", label, n)
		}
		used[chosen[i]] = true
	}
	return chosen
}
