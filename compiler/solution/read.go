package solution

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// Reading goes from the outside in. A place is a folder or a zip; below one, an anchor (Other/Solution.xml and its like) is where a
// solution begins. The manifests of all anchors are read first: what is there twice, managed and unmanaged, is known before its files are
// read. Then each solution's files are read by the parts of its layout: a pattern of names, what to keep of such a file, what to make of it.

// Read reads every solution below a folder. at is put before the names of its files.
func Read(at string, files Files, diags *diag.List) ([]*Solution, error) {
	return read(at, []place{{files: files}}, diags)
}

// ReadZip reads the solution that a zip is, or else every solution that is unpacked in it, or else those of the zips in it.
func ReadZip(at string, r io.ReaderAt, size int64, diags *diag.List) ([]*Solution, error) {
	before, left := diags.Len(), int64(maxAll)
	files, err := openZip(at, r, size, &left, diags)
	if err != nil {
		return nil, err
	}
	places, err := zipPlaces(at, place{files: files, zipped: true}, &left, 1, diags)
	if err != nil || places == nil && diags.Len() > before {
		return nil, err
	}
	return read(at, places, diags)
}

// ReadXML reads a customizations.xml that lies alone, or one of the files that an unpacked solution consists of. It is ErrNone for a
// document that no solution has.
func ReadXML(name string, text []byte, diags *diag.List) (*Solution, error) {
	files := Files{Names: []string{name}, Read: func(string) ([]byte, error) { return text, nil }}
	r := newReader("", files, &Solution{Managed: NotSaid, Span: whole(name)}, diags)
	file, ok, err := r.files.File("", name, diags)
	if err != nil || !ok {
		return r.solution, err
	}
	r.solution.Files = append(r.solution.Files, file)
	root, ok := markup.Parse(file, documents, diags)
	switch {
	case !ok:
		return r.solution, nil
	case root == nil:
		return nil, ErrNone
	case root.Child("SolutionManifest") != nil:
		diags.Errorf(diag.InvalidSolution, root.Tag, "this is the manifest of a solution: expected its folder, its zip or its customizations.xml")
		return r.solution, nil
	}
	readers[root.Name](r, root, name)
	r.finish()
	return r.solution, r.err
}

// A place is where solutions may be: its path below what is read, and its files.
type place struct {
	at     string
	files  Files
	zipped bool // in a zip: nobody can name a path there
}

// zipPlaces are the zip itself where a solution is in it, or else the zips in it.
func zipPlaces(at string, p place, left *int64, depth int, diags *diag.List) ([]place, error) {
	_, orphans := share(p.files.Names, nil)
	if len(findAnchors(p.files.Names)) > 0 || len(orphans) > 0 {
		return []place{p}, nil
	}
	var places []place
	for _, name := range p.files.Names {
		if !matchPart("*.zip", name) {
			continue
		}
		if depth == maxNested {
			diags.Errorf(diag.LimitExceeded, whole(join(at, join(p.at, name))), "the zip lies in more than %d others", maxNested-1)
			continue
		}
		files, err := p.files.nested(join(at, p.at), name, left, diags)
		if err != nil {
			return nil, err
		}
		inner, err := zipPlaces(at, place{join(p.at, name), files, true}, left, depth+1, diags)
		if err != nil {
			return nil, err
		}
		places = append(places, inner...)
	}
	return places, nil
}

func read(at string, places []place, diags *diag.List) ([]*Solution, error) {
	before := diags.Len()
	var all []*reader
	for _, p := range places {
		found, err := p.open(at, diags)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	if len(all) == 0 && diags.Len() == before {
		return nil, ErrNone
	}
	var solutions []*Solution
	for _, r := range withoutTwins(all, diags) {
		if err := r.read(); err != nil {
			return nil, err
		}
		solutions = append(solutions, r.solution)
	}
	keepListed(all, diags)
	for _, s := range solutions {
		s.reportUnlisted(diags)
	}
	slices.SortStableFunc(solutions, func(a, b *Solution) int { return strings.Compare(a.At, b.At) })
	return solutions, nil
}

// open reads the manifests of the solutions that are in a place.
func (p place) open(at string, diags *diag.List) ([]*reader, error) {
	at = join(at, p.at)
	anchors := findAnchors(p.files.Names)
	if len(anchors) > maxSolutions {
		diags.Errorf(diag.LimitExceeded, whole(at), "there are %d solutions, at most %d can be read", len(anchors), maxSolutions)
		return nil, nil
	}
	shares, orphans := share(p.files.Names, anchors)
	reportOrphans(at, orphans, len(anchors), diags)
	var all []*reader
	for i, a := range anchors {
		dir := join(at, a.at)
		s := &Solution{Managed: NotSaid, At: join(p.at, a.path(anchors)), Span: whole(dir)}
		r := newReader(dir, p.files.below(a.at, shares[a.at]), s, diags)
		r.anchor, r.zipped = a, p.zipped
		if i > 0 && anchors[i-1].at == a.at && (a.form != yamlForm || anchors[i-1].form != yamlForm) {
			diags.Errorf(diag.InvalidSolution, whole(join(r.at, a.manifest)), "the folder has two manifests, this and %q", anchors[i-1].manifest)
			continue
		}
		if r.readManifest(); r.err != nil {
			return nil, r.err
		}
		all = append(all, r)
	}
	return all, nil
}

// A reader fills one solution.
type reader struct {
	at       string
	files    Files
	anchor   anchor
	zipped   bool
	diags    *diag.List
	solution *Solution
	err      error // of the machine: nothing more is read

	tables     map[string]*Table // by logical name
	folders    map[string]*Table // by the folder of their file, in lower case
	columns    map[string]int    // table.column: its place among the table's
	unmodified map[string]bool   // table.column, of those that are there and say nothing
	rules      map[string]string // masking rules by the folder of their file, in lower case
	masks      []mask
	loose      []looseColumn
	opened     []opened
}

func newReader(at string, files Files, s *Solution, diags *diag.List) *reader {
	return &reader{
		at: at, files: files, solution: s, diags: diags,
		tables: map[string]*Table{}, folders: map[string]*Table{}, columns: map[string]int{}, unmodified: map[string]bool{}, rules: map[string]string{},
	}
}

// document reads a file and what keep names of it; nil where something is reported, or where the file is something else and may be.
func (r *reader) document(name string, p part) *markup.Element {
	if r.err != nil {
		return nil
	}
	diags := r.diags
	if p.maybe {
		diags = &diag.List{}
	}
	file, ok, err := r.files.File(r.at, name, diags)
	if r.err = err; err != nil || !ok {
		return nil
	}
	root, ok := parse(file, p.keep, diags)
	switch {
	case !ok && p.maybe:
		for _, d := range diags.Sorted() {
			r.diags.Warnf(d.Code, d.Span, "%s: if this is %s, it is not read", d.Message, p.expected())
		}
		return nil
	case !ok:
		return nil
	case root != nil:
		r.solution.Files = append(r.solution.Files, file)
		return root
	case !p.maybe:
		r.diags.Errorf(diag.InvalidSolution, documentElement(file), "the document is no %s", p.expected())
	}
	return nil
}

func parse(file *source.File, keep markup.Keep, diags *diag.List) (*markup.Element, bool) {
	if matchPart("*.yml", file.Name) || matchPart("*.yaml", file.Name) {
		return parseYAML(file, keep, diags)
	}
	return markup.Parse(file, keep, diags)
}

// documentElement is the tag of a file's element, of which nothing was kept: the file is read once more.
func documentElement(file *source.File) source.Span {
	if root, ok := parse(file, markup.Whole, &diag.List{}); ok {
		return root.Tag
	}
	return source.Span{File: file} // with more elements than are kept
}

// whole is a file as a whole, or a folder.
func whole(name string) source.Span {
	return source.Span{File: &source.File{Name: cmp.Or(name, "."), Lines: true}}
}

// read reads the files of the solution.
func (r *reader) read() error {
	before := r.diags.Len()
	for _, name := range r.files.Names {
		if other, is := strings.CutSuffix(name, ".yaml"); is && r.anchor.form == yamlForm && partOf(layouts[yamlForm], other+".yml") != nil {
			r.diags.Errorf(diag.InvalidSolution, whole(join(r.at, name)), "pac reads files *.yml only, so this would be left out")
			continue
		}
		if p := partOf(layouts[r.anchor.form], name); p != nil {
			if root := r.document(name, *p); root != nil {
				p.read(r, root, name)
			}
		}
	}
	broken := slices.ContainsFunc(r.diags.Since(before), func(d *diag.Diagnostic) bool { return d.Severity == diag.Error })
	r.finish()
	if !broken { // what is missing may be what could not be read
		r.missingComponents()
	}
	return r.err
}

// finish puts everything in its order and looks at what no single file shows.
func (r *reader) finish() {
	s := r.solution
	r.readLoose()
	r.readMasks()
	r.openedColumns()
	unique("role", r.solution.Roles, r.diags)
	unique("column security profile", r.solution.Profiles, r.diags)
	for _, t := range r.tables {
		s.Tables = append(s.Tables, t)
	}
	slices.SortFunc(s.Tables, func(a, b *Table) int { return strings.Compare(a.Name, b.Name) })
	r.uniqueRelationships()
	slices.SortStableFunc(s.MaskingRules, func(a, b MaskingRule) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(s.AppRoles, func(a, b AppRole) int {
		return cmp.Or(strings.Compare(a.App, b.App), strings.Compare(a.RoleID, b.RoleID))
	})
	slices.SortStableFunc(s.Files, func(a, b *source.File) int { return strings.Compare(a.Name, b.Name) })
}
