package solution

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Change is the new text of a file; Old is nil for a file that is not there yet.
type Change struct {
	Name      string
	Old, Text []byte
}

// Update says how the files of an unpacked solution change so that they hold the roles and profiles that are wanted, by file name. Those
// it holds beside them stay, and are named in left. Where anything is reported as an error, nothing is to be changed.
//
// What have says was read from files: the names of its source files are names of files.
func Update(files Files, have *Solution, want *Solution, diags *diag.List) (changes []Change, left []string) {
	w := &writer{files: files, have: have, want: want, diags: &diag.List{}, names: map[string]string{}}
	defer func() { diags.Add(w.diags) }()
	for _, name := range files.Names {
		w.names[strings.ToLower(name)] = name
	}
	roles := w.match("role", identities(want.Roles), identities(have.Roles))
	profiles := w.match("column security profile", identities(want.Profiles), identities(have.Profiles))
	left = append(roles.left, profiles.left...)
	if !w.writable() {
		return nil, left
	}
	w.writeRoles(roles)
	w.writeProfiles(profiles)
	w.writeComponents(roles, profiles)
	if w.diags.HasErrors() {
		return nil, left
	}
	return w.result(), left
}

type writer struct {
	files      Files
	have, want *Solution
	diags      *diag.List
	names      map[string]string // files by their lower-cased names
	unpacked   bool              // a file for each role; otherwise they are in customizations.xml
	root       string            // the folder that the solution's files are named from
	open       []*openFile
	made       []Change
}

// An openFile is one that was read, to be changed perhaps.
type openFile struct {
	edits
	root  *markup.Element
	style style
	top   listEdit // of the document element
}

// writable reports what keeps the solution from being written at all, and finds out how it is laid out.
func (w *writer) writable() bool {
	switch {
	case w.have.Managed == ManagedOnly:
		w.diags.Errorf(diag.ManagedSolution, w.have.Span, "solution %q is managed: export into the unmanaged one", w.have.UniqueName)
		return false
	case w.have.Span.File != nil && strings.HasSuffix(strings.ToLower(w.have.Span.File.Name), ".yml"):
		w.diags.Errorf(diag.NotYet, w.have.Span, "solution %q has the YAML layout, which cannot be written yet: export into an unpacked one", w.have.UniqueName)
		return false
	case w.diags.HasErrors():
		return false
	}
	manifest := w.have.manifestFile()
	if manifest == nil { // customizations.xml alone
		manifest = w.customizations()
	}
	if manifest == nil {
		w.diags.Errorf(diag.InvalidSolution, source.Span{}, "the solution has neither a manifest nor customizations.xml: nothing can be written into it")
		return false
	}
	w.root = parent(manifest.Name)
	w.unpacked = w.have.manifestFile() != nil && strings.EqualFold(path.Base(w.root), "Other")
	if w.unpacked {
		w.root = parent(w.root)
	}
	return true
}

// manifestFile is the file that says which solution it is, nil for a customizations.xml alone.
func (s *Solution) manifestFile() *source.File {
	if s.UniqueName == "" {
		return nil
	}
	return s.Span.File
}

// customizations is the file that holds everything of a solution that is not unpacked.
func (w *writer) customizations() *source.File {
	for _, file := range w.have.Files {
		if strings.EqualFold(path.Base(file.Name), "customizations.xml") && !strings.EqualFold(path.Base(parent(file.Name)), "Other") {
			return file
		}
	}
	return nil
}

// What of a file is looked at for writing. The empty ones tell where what is missing has its place.
var writeKeep = markup.Keep{
	"Role":                  markup.Whole,
	"FieldSecurityProfiles": markup.Whole,
	"ImportExportXml": {
		"SolutionManifest": {"UniqueName": {}, "Publisher": {}, "RootComponents": markup.Whole, "MissingDependencies": {}},
		"Entities":         {}, "Roles": markup.Whole, "Workflows": {}, "FieldSecurityProfiles": markup.Whole, "Templates": {},
	},
}

// file opens a file of the solution, nil where a diagnostic says that it cannot be.
func (w *writer) file(file *source.File) *openFile {
	for _, f := range w.open {
		if f.file.Name == file.Name {
			return f
		}
	}
	if w.names[strings.ToLower(file.Name)] != file.Name {
		w.diags.Errorf(diag.InvalidSolution, source.Span{File: file}, "%q is not a file of the folder that is written into", file.Name)
		return nil
	}
	root, ok := markup.Parse(file, writeKeep, w.diags)
	if !ok {
		return nil
	}
	if root == nil {
		w.diags.Errorf(diag.InvalidSolution, source.Span{File: file}, "%q is another file than it was read as", file.Name)
		return nil
	}
	f := &openFile{edits: edits{file: file}, root: root, style: styleOf(file, root, plainStyle)}
	f.top = listEdit{edits: &f.edits, style: f.style, parent: root}
	w.open = append(w.open, f)
	return f
}

// element opens the file of something that was read, and finds its element.
func (w *writer) element(at source.Span) (*openFile, *markup.Element) {
	f := w.file(at.File)
	if f == nil {
		return nil, nil
	}
	e := f.root
	for e.Tag.Start != at.Start {
		i := slices.IndexFunc(e.Children, func(c *markup.Element) bool { return c.Span.Start <= at.Start && at.Start < c.Span.End })
		if i < 0 {
			w.diags.Errorf(diag.InvalidSolution, at, "%q is another file than it was read as", f.file.Name)
			return nil, nil
		}
		e = e.Children[i]
	}
	return f, e
}

func (f *openFile) list(parent *markup.Element) *listEdit {
	return &listEdit{edits: &f.edits, style: f.style, parent: parent}
}

// result is every file that changes, by name.
func (w *writer) result() []Change {
	changes := w.made
	for _, f := range w.open {
		f.top.apply()
		if text := f.text(); !bytes.Equal(text, f.file.Text) {
			changes = append(changes, Change{Name: f.file.Name, Old: f.file.Text, Text: text})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Name, b.Name) })
	return changes
}
