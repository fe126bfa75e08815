package solution

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
)

// An anchor is a folder in which a solution begins.
type anchor struct {
	at       string // the folder
	form     form
	manifest string // its name from there, "" where there is none
	lost     string // what lies there of a manifest and its customizations, where one of them must be there and is not
}

// findAnchors are the folders in which solutions begin, in byte order.
func findAnchors(names []string) []anchor {
	var all []anchor
	folded := make(map[string]bool, len(names))
	for _, name := range names {
		folded[strings.ToLower(name)] = true
	}
	sure := map[string]bool{}
	complete := false
	for _, name := range names {
		if a, is := anchorOf(name, folded); is {
			all = append(all, a)
			sure[a.at] = sure[a.at] || !a.bare()
			complete = complete || a.lost == ""
		}
	}
	slices.SortStableFunc(all, func(a, b anchor) int {
		return cmp.Or(strings.Compare(a.at, b.at), strings.Compare(a.manifest, b.manifest))
	})
	return slices.DeleteFunc(all, func(a anchor) bool {
		_, below := nearest(a.at, sure)
		other := a.form == extractedForm && a.lost != "" && complete // a solution.xml of something else
		return other || a.bare() && below                            // or a customizations.xml of something else
	})
}

// bare reports whether a customizations.xml lies there alone.
func (a anchor) bare() bool { return a.form == extractedForm && a.manifest == "" && a.lost == "" }

// nearest is the folder, or the nearest one around it, that is among some.
func nearest(dir string, among map[string]bool) (string, bool) {
	for {
		switch {
		case among[dir]:
			return dir, true
		case dir == "":
			return "", false
		}
		dir = parent(dir)
	}
}

func anchorOf(name string, folded map[string]bool) (anchor, bool) {
	dir, base := parent(name), strings.ToLower(path.Base(name))
	beside := func(other string) bool { return folded[strings.ToLower(join(dir, other))] }
	unpacked := strings.EqualFold(path.Base(dir), "Other")
	switch {
	case base == "solution.xml" && unpacked:
		return anchor{at: parent(dir), form: unpackedForm, manifest: path.Base(dir) + "/" + path.Base(name)}, true
	case base == "solution.xml" && beside("customizations.xml"):
		return anchor{at: dir, form: extractedForm, manifest: path.Base(name)}, true
	case base == "solution.xml":
		return anchor{at: dir, form: extractedForm, lost: path.Base(name)}, true
	case base == "customizations.xml" && unpacked && !beside("solution.xml"):
		return anchor{at: parent(dir), form: unpackedForm, lost: path.Base(dir) + "/" + path.Base(name)}, true
	case base == "customizations.xml" && !unpacked && !beside("solution.xml"):
		return anchor{at: dir, form: extractedForm}, true
	case base == "solution.yml" && strings.EqualFold(path.Base(parent(dir)), "solutions"):
		at := parent(parent(dir))
		return anchor{at: at, form: yamlForm, manifest: strings.TrimPrefix(name, at+"/")}, true
	}
	return anchor{}, false
}

// path is what tells the solution from the others: its folder, or its manifest's where several share a folder.
func (a anchor) path(all []anchor) string {
	shared := func(b anchor) bool { return b.at == a.at && b.manifest != a.manifest }
	if a.form == yamlForm && slices.ContainsFunc(all, shared) {
		return join(a.at, parent(a.manifest))
	}
	return a.at
}

// share parts the names among the nearest anchors around them; they begin at their anchor. Orphans are those that look like a part of an
// unpacked solution and lie below no anchor.
func share(names []string, anchors []anchor) (shares map[string][]string, orphans []string) {
	at := map[string]bool{}
	for _, a := range anchors {
		at[a.at] = true
	}
	shares = map[string][]string{}
	for _, name := range names {
		dir, ok := nearest(parent(name), at)
		switch {
		case ok:
			shares[dir] = append(shares[dir], strings.TrimPrefix(strings.TrimPrefix(name, dir), "/"))
		case matches("**/Roles/*.xml", name) || matches("**/Other/FieldSecurityProfiles.xml", name):
			orphans = append(orphans, name)
		}
	}
	return shares, orphans
}

// reportOrphans says once for each folder what is missing. That is an error where nothing else is there to be read.
func reportOrphans(at string, names []string, anchors int, diags *diag.List) {
	told := map[string]bool{}
	for _, name := range names {
		dir := parent(parent(name))
		if told[dir] {
			continue
		}
		told[dir] = true
		report := diags.Warnf
		if anchors == 0 {
			report = diags.Errorf
		}
		report(diag.InvalidSolution, whole(join(at, name)), "the file is not read: it belongs to no solution, %q is missing", join(join(at, dir), "Other/Solution.xml"))
	}
}
