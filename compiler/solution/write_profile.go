package solution

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

func (w *writer) writeProfiles(m matching) {
	var fresh []int
	for i, profile := range w.want.Profiles {
		if m.ids[i] == administratorProfile {
			w.diags.Errorf(diag.InvalidSolution, profile.Span, "column security profile %q has the id of System Administrator's own, which is not written", profile.Name)
			continue
		}
		if m.of[i] < 0 {
			fresh = append(fresh, i)
			continue
		}
		if f, e := w.element(w.have.Profiles[m.of[i]].Span); e != nil {
			f.changeProfile(e, profile, m.ids[i])
		}
	}
	w.addProfiles(fresh, m.ids)
}

func (f *openFile) changeProfile(e *markup.Element, want *Profile, id string) {
	name := e.Attribute("name")
	if composed(name.Value) != want.Name {
		f.setAttr(name, want.Name)
	}
	if a := e.Attribute("fieldsecurityprofileid"); bareID(a.Value) != id {
		f.setAttr(a, "{"+id+"}")
	}
	switch a := e.Attribute("description"); {
	case want.Description == "":
	case a == nil:
		f.addAttr(name, "description", want.Description)
	case composed(a.Value) != want.Description:
		f.setAttr(a, want.Description)
	}
	f.changePermissions(e, want)
}

// changePermissions leaves the order as it is, which is none; new ones come last.
func (f *openFile) changePermissions(profile *markup.Element, want *Profile) {
	wanted := map[string]Permission{}
	for _, p := range want.Permissions {
		wanted[p.key()] = p
	}
	there := map[string]bool{}
	var target *listEdit // that new ones go into
	for _, list := range profile.Children {
		if list.Name != permissionsName {
			continue
		}
		edit := f.list(list)
		for _, e := range list.Children {
			key := logical(e.Child("EntityName")) + "." + logical(e.Child("AttributeName"))
			there[key] = true
			if p, is := wanted[key]; is {
				f.changePermission(e, p)
			} else if opens(e) {
				edit.remove(e)
			}
		}
		if target == nil {
			target = edit
		} else {
			edit.apply()
		}
	}
	missing := want.missingFrom(there)
	if target == nil {
		if len(missing) > 0 {
			target = f.list(profile)
			target.add(len(profile.Children), permissionsNode(missing))
			target.apply()
		}
		return
	}
	for _, p := range missing {
		target.add(len(target.parent.Children), permissionNode(p))
	}
	target.apply()
}

// opens reports whether a permission allows anything. One that does not says the same as none.
func opens(e *markup.Element) bool {
	for _, r := range (Permission{}).rights() {
		if text := textOf(e.Child(r.name)); text != "" && text != "0" {
			return true
		}
	}
	return false
}

func (p Permission) key() string { return strings.ToLower(p.Table) + "." + strings.ToLower(p.Column) }

func (p *Profile) missingFrom(there map[string]bool) []Permission {
	return slices.DeleteFunc(slices.Clone(p.Permissions), func(p Permission) bool { return there[p.key()] })
}

// A right is one element of a permission: its name and what it says.
type right struct{ name, value string }

// rights are what a permission says, in the order of files.
func (p Permission) rights() []right {
	return []right{
		{"CanRead", allowedText(p.Read)}, {"CanUpdate", allowedText(p.Update)}, {"CanCreate", allowedText(p.Create)},
		{"CanReadUnmasked", unmaskedText(p.ReadUnmasked)},
	}
}

func allowedText(allowed bool) string {
	if allowed {
		return "4"
	}
	return "0"
}

func unmaskedText(word string) string {
	switch word {
	case "one_record":
		return "1"
	case "all_records":
		return "3"
	}
	return "0"
}

func (f *openFile) changePermission(e *markup.Element, want Permission) {
	edit := f.list(e)
	before := []string{"EntityName", "AttributeName"}
	for _, r := range want.rights() {
		child := e.Child(r.name)
		switch {
		case child == nil && r.value != "0":
			edit.add(placeBehind(e, before...), node{name: r.name, text: r.value})
		case child != nil && r.value != cmp.Or(textOf(child), "0"):
			f.setText(child, r.value, f.style)
		}
		before = append(before, r.name)
	}
	edit.apply()
}

func permissionNode(p Permission) node {
	n := node{name: "FieldPermission", children: []node{
		{name: "EntityName", text: strings.ToLower(p.Table)}, {name: "AttributeName", text: strings.ToLower(p.Column)},
	}}
	for _, r := range p.rights() {
		n.children = append(n.children, node{name: r.name, text: r.value})
	}
	return n
}

func permissionsNode(permissions []Permission) node {
	n := node{name: permissionsName}
	for _, p := range permissions {
		n.children = append(n.children, permissionNode(p))
	}
	return n
}

func profileNode(p *Profile, id string) node {
	n := node{name: "FieldSecurityProfile", attrs: []markup.Attr{{Name: "name", Value: p.Name}}}
	if p.Description != "" {
		n.attrs = append(n.attrs, markup.Attr{Name: "description", Value: p.Description})
	}
	n.attrs = append(n.attrs, markup.Attr{Name: "fieldsecurityprofileid", Value: "{" + id + "}"})
	n.children = []node{permissionsNode(p.Permissions)}
	return n
}

const (
	profilesName    = "FieldSecurityProfiles"
	permissionsName = "FieldPermissions"
)

// addProfiles writes the profiles with these indexes, which are new, behind those that are there.
func (w *writer) addProfiles(fresh []int, ids []string) {
	if len(fresh) == 0 {
		return
	}
	slices.SortStableFunc(fresh, func(i, j int) int {
		return compareNamed(w.want.Profiles[i].Name, w.want.Profiles[j].Name, "", "")
	})
	all := node{name: profilesName}
	for _, i := range fresh {
		all.children = append(all.children, profileNode(w.want.Profiles[i], ids[i]))
	}
	f, made := w.profilesFile(all)
	if f == nil || made {
		return
	}
	list := f.root
	if list.Name != profilesName {
		if list = f.root.Child(profilesName); list == nil {
			f.top.add(placeBehind(f.root, "Entities", "Roles", "Workflows"), all)
			return
		}
	}
	edit := f.list(list)
	for _, n := range all.children {
		edit.add(len(list.Children), n)
	}
	edit.apply()
}

// profilesFile is the file that profiles are in. Where there is none, it is made, with all that comes into it.
func (w *writer) profilesFile(all node) (f *openFile, made bool) {
	if !w.unpacked {
		return w.customizationsFile(), false
	}
	if len(w.have.Profiles) > 0 {
		return w.file(w.have.Profiles[0].Span.File), false
	}
	folder := join(w.root, "Other")
	if manifest := w.have.manifestFile(); manifest != nil {
		folder = parent(manifest.Name)
	}
	name, there := w.names[strings.ToLower(join(folder, profilesName+".xml"))]
	if there {
		file, ok := w.read(name)
		if !ok {
			return nil, false
		}
		if len(bytes.TrimSpace(bytes.TrimPrefix(file.Text, bom))) > 0 {
			return w.file(file), false
		}
		w.made = append(w.made, Change{Name: name, Old: file.Text, Text: w.profilesDocument(all)})
		return nil, true
	}
	w.made = append(w.made, Change{Name: join(folder, profilesName+".xml"), Text: w.profilesDocument(all)})
	return nil, true
}

func (w *writer) profilesDocument(all node) []byte {
	s, _ := w.siblings()
	all.attrs = []markup.Attr{{Name: "xmlns:xsi", Value: xsiNamespace}}
	return s.document(all)
}

// read reads a file that reading the solution had no need of.
func (w *writer) read(name string) (*source.File, bool) {
	for _, file := range w.have.Files {
		if file.Name == name {
			return file, true
		}
	}
	text, err := w.files.Read(name)
	if err != nil {
		w.diags.Errorf(diag.FileNotReadable, source.Span{File: &source.File{Name: name, Lines: true}, Start: 1}, "the file cannot be read: %v", err)
		return nil, false
	}
	return &source.File{Name: name, Text: text}, true
}
