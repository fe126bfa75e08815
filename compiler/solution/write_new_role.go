package solution

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
)

// addRoles writes the roles with these indexes, which are new.
func (w *writer) addRoles(fresh []int, ids []string) {
	if len(fresh) == 0 {
		return
	}
	slices.SortStableFunc(fresh, func(i, j int) int {
		return compareNamed(w.want.Roles[i].Name, w.want.Roles[j].Name, "", "")
	})
	if !w.unpacked {
		w.insertRoles(fresh, ids)
		return
	}
	s, auto := w.siblings()
	folder := join(w.root, w.roleFolder())
	for _, i := range fresh {
		role := w.want.Roles[i]
		base := strings.ReplaceAll(role.Name, "/", "_") // as the packager does
		if reason := badFileName(base); reason != "" {
			w.diags.Errorf(diag.InvalidFileName, role.Span, "role %q cannot be a file: %s", role.Name, reason)
			continue
		}
		name := join(folder, base+".xml")
		if other, is := w.names[strings.ToLower(name)]; is {
			w.diags.Errorf(diag.InvalidFileName, role.Span, "role %q would be the file %q, and %q is there for something else", role.Name, name, other)
			continue
		}
		w.names[strings.ToLower(name)] = name
		n := roleNode(role, ids[i], auto)
		n.attrs = append(n.attrs, markup.Attr{Name: "xmlns:xsi", Value: xsiNamespace})
		w.made = append(w.made, Change{Name: name, Text: s.document(n)})
	}
}

// siblings is how the files of roles are written, and whether they say IsAutoAssigned.
func (w *writer) siblings() (s style, auto bool) {
	s = plainStyle
	if manifest := w.have.manifestFile(); manifest != nil {
		if f := w.file(manifest); f != nil {
			s = f.style
			s.bom = true
		}
	}
	first := true
	for _, role := range w.have.Roles {
		f, e := w.element(role.Span)
		if e == nil {
			continue
		}
		if first && e == f.root {
			s, first = f.style, false
		}
		auto = auto || e.Child("IsAutoAssigned") != nil
	}
	return s, auto
}

// roleFolder is the folder of roles, as it is spelled where there is one.
func (w *writer) roleFolder() string {
	const folder = "Roles"
	for _, name := range w.files.Names {
		if rest, below := strings.CutPrefix(name, w.root+"/"); below || w.root == "" {
			if w.root == "" {
				rest = name
			}
			if first, _, in := strings.Cut(rest, "/"); in && strings.EqualFold(first, folder) {
				return first
			}
		}
	}
	return folder
}

// insertRoles writes new roles into the file that holds everything, by name.
func (w *writer) insertRoles(fresh []int, ids []string) {
	f := w.customizationsFile()
	if f == nil {
		return
	}
	list := f.root.Child("Roles")
	auto := list != nil && hasGrandchild(list, "IsAutoAssigned")
	all := node{name: "Roles"}
	for _, i := range fresh {
		all.children = append(all.children, roleNode(w.want.Roles[i], ids[i], auto))
	}
	if list == nil {
		f.top.add(placeBehind(f.root, "Entities"), all)
		return
	}
	edit, names := f.list(list), namesIn(list)
	for k, i := range fresh {
		edit.add(placeOf(names, w.want.Roles[i].Name), all.children[k])
	}
	edit.apply()
}

func (w *writer) customizationsFile() *openFile {
	if file := w.customizations(); file != nil {
		return w.file(file)
	}
	w.diags.Errorf(diag.InvalidSolution, w.have.Span, "no customizations.xml lies beside this manifest")
	return nil
}

func hasGrandchild(e *markup.Element, name string) bool {
	for _, c := range e.Children {
		if c.Child(name) != nil {
			return true
		}
	}
	return false
}

// placeBehind is the place behind the last of some children.
func placeBehind(e *markup.Element, names ...string) int {
	place := 0
	for i, c := range e.Children {
		for _, name := range names {
			if c.Name == name {
				place = i + 1
			}
		}
	}
	return place
}

func roleNode(role *Role, id string, auto bool) node {
	n := node{name: "Role", attrs: []markup.Attr{{Name: "id", Value: "{" + id + "}"}, {Name: "name", Value: role.Name}}}
	if role.Inherited != Unstated {
		n.attrs = append(n.attrs, markup.Attr{Name: "isinherited", Value: flagText(role.Inherited)})
	}
	customizable := "1"
	if role.Customizable == Off {
		customizable = "0"
	}
	n.children = append(n.children, node{name: "IsCustomizable", text: customizable})
	if auto {
		n.children = append(n.children, node{name: "IsAutoAssigned", text: "0"})
	}
	if d := strings.TrimSpace(role.Description); d != "" {
		n.children = append(n.children, node{name: "Description", text: d})
	}
	n.children = append(n.children, privilegesNode(role))
	return n
}

// What Windows keeps for devices, whatever the ending.
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
var (
	devices = []string{"CON", "PRN", "AUX", "NUL"}
	ports   = []string{"COM", "LPT"} // and a digit
)

// badFileName is why a name cannot be that of a file on Windows, "" where it can.
func badFileName(name string) string {
	const (
		forbidden = `<>:"/\|?*`
		longest   = 240
	)
	if i := strings.IndexAny(name, forbidden); i >= 0 {
		return "Windows has no " + name[i:i+1] + " in names of files"
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "it has a control character"
	}
	if name == "" || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return "a name of a file ends neither in a point nor in a space"
	}
	if len(name) > longest {
		return "it is longer than 240 bytes"
	}
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	stem = strings.TrimRight(stem, " ")
	if slices.Contains(devices, stem) || slices.Contains(ports, strings.TrimRight(stem, "0123456789¹²³")) && utf8.RuneCountInString(stem) == 4 {
		return "Windows keeps the name " + stem + " for a device"
	}
	return ""
}
