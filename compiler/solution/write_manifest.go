package solution

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
)

// Types of root components. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/solutioncomponent
const (
	roleType    = "20"
	profileType = "70"
)

// writeComponents lists in the manifest what is wanted and not listed yet.
func (w *writer) writeComponents(roles, profiles matching) {
	file := w.have.manifestFile()
	if file == nil {
		return
	}
	f := w.file(file)
	if f == nil {
		return
	}
	manifest := f.root.Child("SolutionManifest")
	if manifest == nil {
		w.diags.Errorf(diag.InvalidSolution, f.root.Tag, "a SolutionManifest is missing")
		return
	}
	missing := append(components(roleType, roles.ids), components(profileType, profiles.ids)...)
	list := manifest.Child("RootComponents")
	if list == nil {
		if len(missing) > 0 {
			edit := f.list(manifest)
			edit.add(placeBehind(manifest, "UniqueName", "Publisher"), componentsNode(missing))
			edit.apply()
		}
		return
	}
	edit := f.list(list)
	w.removeReplaced(edit, roleType, identities(w.have.Roles), roles)
	w.removeReplaced(edit, profileType, identities(w.have.Profiles), profiles)
	there := make([]component, len(list.Children))
	listed := map[component]bool{}
	for i, e := range list.Children {
		there[i] = componentOf(e)
		listed[there[i]] = true
	}
	for _, c := range missing {
		if !listed[c] {
			edit.add(componentPlace(there, c), componentNode(c))
		}
	}
	edit.apply()
}

// removeReplaced takes out what has another id now.
func (w *writer) removeReplaced(edit *listEdit, kind string, have []identity, m matching) {
	for i, j := range m.of {
		if j < 0 || have[j].id == m.ids[i] {
			continue
		}
		for _, e := range edit.parent.Children {
			if componentOf(e) == (component{kind, have[j].id}) {
				edit.remove(e)
			}
		}
		for _, app := range w.have.AppRoles {
			if kind == roleType && app.RoleID == have[j].id {
				w.diags.Warnf(diag.InvalidSolution, app.Span, "app %q is for the role with the id %q, which is now %q: it is not changed", app.App, have[j].id, m.ids[i])
			}
		}
	}
}

// A component is what a root component is told by: its type, and its id or name.
type component struct{ kind, id string }

func components(kind string, ids []string) []component {
	var all []component
	for _, id := range ids {
		all = append(all, component{kind, id})
	}
	slices.SortFunc(all, component.compare)
	return all
}

func componentOf(e *markup.Element) component {
	kind, _ := e.Attr("type")
	id, is := e.Attr("id")
	if !is {
		id, _ = e.Attr("schemaName")
	}
	return component{kind, bareID(id)}
}

// compare orders as manifests do: by the number of the type, those with a name last; then by what is told.
func (c component) compare(d component) int {
	return cmp.Or(cmp.Compare(typeNumber(c.kind), typeNumber(d.kind)), strings.Compare(c.id, d.id))
}

func typeNumber(kind string) int {
	if n, err := strconv.Atoi(kind); err == nil {
		return n
	}
	return math.MaxInt
}

func componentPlace(there []component, c component) int {
	if i := slices.IndexFunc(there, func(d component) bool { return d.compare(c) > 0 }); i >= 0 {
		return i
	}
	return len(there)
}

func componentNode(c component) node {
	return node{name: "RootComponent", attrs: []markup.Attr{
		{Name: "type", Value: c.kind}, {Name: "id", Value: "{" + c.id + "}"}, {Name: "behavior", Value: "0"},
	}}
}

func componentsNode(all []component) node {
	n := node{name: "RootComponents"}
	for _, c := range all {
		n.children = append(n.children, componentNode(c))
	}
	return n
}
