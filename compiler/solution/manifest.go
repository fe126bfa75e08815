package solution

import (
	"cmp"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

var manifestPart = file("", "ImportExportXml", "SolutionManifest")

// readManifest reads what says which solution this is, before anything else is read.
func (r *reader) readManifest() {
	a := r.anchor
	switch {
	case a.lost != "" && a.form == extractedForm:
		r.diags.Errorf(diag.InvalidSolution, whole(join(r.at, a.lost)), "no customizations.xml lies beside this manifest")
	case a.lost != "":
		r.diags.Errorf(diag.InvalidSolution, whole(join(r.at, a.lost)), "%q is missing: nothing says which solution this is", join(r.at, "Other/Solution.xml"))
	}
	if a.manifest == "" {
		return
	}
	root := r.document(a.manifest, manifestPart)
	if root == nil {
		return
	}
	manifest := root
	if root.Name == "ImportExportXml" {
		if manifest = root.Child("SolutionManifest"); manifest == nil {
			r.diags.Errorf(diag.InvalidSolution, root.Tag, "a SolutionManifest is missing")
			return
		}
	}
	language, _ := root.Attr("languagecode")
	r.manifest(manifest, language)
	if a.form == yamlForm {
		r.yamlManifest()
	}
	r.incomplete(manifest)
}

// incomplete names what no manifest of Dataverse leaves out.
func (r *reader) incomplete(m *markup.Element) {
	var absent []string
	if r.solution.Version == "" {
		absent = append(absent, "Version")
	}
	if m.Child("Managed") == nil {
		absent = append(absent, "Managed")
	}
	switch {
	case r.solution.Publisher.UniqueName != "":
	case m.Child("Publisher") == nil:
		absent = append(absent, "Publisher")
	default:
		absent = append(absent, "UniqueName of its Publisher")
	}
	if len(absent) > 0 {
		r.diags.Warnf(diag.InvalidSolution, m.Tag, "the manifest has no %s", strings.Join(absent, ", no "))
	}
}

func (r *reader) manifest(m *markup.Element, language string) {
	s := r.solution
	s.Span = m.Tag
	if name := m.Child("UniqueName"); textOf(name) == "" {
		r.diags.Errorf(diag.InvalidSolution, m.Tag, "the manifest has no UniqueName")
	} else {
		s.UniqueName, s.Span = textOf(name), name.Span
	}
	s.Version = textOf(m.Child("Version"))
	s.Title = localized(m.Child("LocalizedNames"), language)
	s.Managed = r.managed(m.Child("Managed"))
	s.Publisher = publisherOf(m.Child("Publisher"))
	r.components(m.Child("RootComponents"))
}

func (r *reader) managed(e *markup.Element) Managed {
	words := map[string]Managed{"0": Unmanaged, "1": ManagedOnly, "2": ManagedUnmanaged}
	if e == nil {
		return NotSaid
	}
	m, known := words[textOf(e)]
	if !known {
		r.diags.Errorf(diag.InvalidSolution, inner(e), "Managed is %q: expected 0 (unmanaged), 1 (managed) or 2 (both)", textOf(e))
		return NotSaid
	}
	return m
}

func publisherOf(e *markup.Element) Publisher {
	return Publisher{UniqueName: textOf(e.Child("UniqueName")), Prefix: textOf(e.Child("CustomizationPrefix"))}
}

// localized is a name in the language of the solution, or else the first.
func localized(names *markup.Element, language string) string {
	if names == nil {
		return ""
	}
	title, chosen := "", false
	for _, n := range names.Children {
		description, _ := n.Attr("description")
		code, _ := n.Attr("languagecode")
		if !chosen && (title == "" || code == language) {
			title, chosen = description, code == language
		}
	}
	return title
}

func (r *reader) components(list *markup.Element) {
	if list == nil {
		return
	}
	for _, e := range list.Children {
		c := Component{Span: e.Span}
		c.Type, _ = e.Attr("type")
		id, _ := e.Attr("id")
		c.ID, _ = guid(id)
		c.SchemaName, _ = e.Attr("schemaName")
		c.Behavior, _ = e.Attr("behavior")
		r.solution.Components = append(r.solution.Components, c)
	}
}

// yamlManifest reads the files that the YAML layout has beside the manifest: what else is in the manifest of the others.
func (r *reader) yamlManifest() {
	beside := parent(r.anchor.manifest)
	for _, name := range r.files.Names {
		switch {
		case strings.EqualFold(name, beside+"/rootcomponents.yml"):
			if root := r.document(name, file("", "RootComponents")); root != nil {
				r.components(root)
			}
		case matches("publishers/*/publisher.yml", name):
			if root := r.document(name, file("", "Publisher")); root != nil {
				r.publisher(publisherOf(root), name)
			}
		}
	}
}

// publisher takes over the publisher of a file of its own, where the manifest names this one or none.
func (r *reader) publisher(p Publisher, name string) {
	p.UniqueName = cmp.Or(p.UniqueName, lastStep(parent(name)))
	if have := &r.solution.Publisher; have.UniqueName == "" && have.Prefix == "" || strings.EqualFold(have.UniqueName, p.UniqueName) {
		*have = p
	}
}

// missingComponents reports the roles and profiles that the manifest lists and no file holds.
func (r *reader) missingComponents() {
	held := map[string]bool{administratorProfile: true}
	for _, role := range r.solution.Roles {
		held[role.ID] = true
	}
	for _, p := range r.solution.Profiles {
		held[p.ID] = true
	}
	kinds := map[string]string{roleType: "role", profileType: "column security profile"}
	for _, c := range r.solution.Components {
		if kind := kinds[c.Type]; kind != "" && !held[c.ID] {
			r.diags.Warnf(diag.MissingComponent, c.Span, "the manifest lists a %s %q that no file holds", kind, c.ID)
		}
	}
}

// reportUnlisted reports the roles and profiles that files hold and the manifest does not list, where it lists anything.
func (s *Solution) reportUnlisted(diags *diag.List) {
	if len(s.Components) == 0 {
		return
	}
	report := func(kind, word, id, name string, at source.Span) {
		if !s.lists(kind, id) {
			diags.Warnf(diag.MissingComponent, at, "the manifest does not list the %s %q: packing would leave it out", word, name)
		}
	}
	for _, role := range s.Roles {
		report(roleType, "role", role.ID, role.Name, role.Span)
	}
	for _, p := range s.Profiles {
		report(profileType, "column security profile", p.ID, p.Name, p.Span)
	}
}
