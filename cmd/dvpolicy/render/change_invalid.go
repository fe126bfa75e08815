package render

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// NameDiagnostics are diagnostics with their files named as people reach them, so that those of two inputs can stand together.
func NameDiagnostics(all []*diag.Diagnostic, folder string) []*diag.Diagnostic {
	files := map[*source.File]*source.File{}
	in := func(s source.Span) source.Span {
		if !s.Known() {
			return s
		}
		if files[s.File] == nil {
			files[s.File] = &source.File{Name: inFolder(folder, s.File.Name), Text: s.File.Text, Lines: s.File.Lines}
		}
		s.File = files[s.File]
		return s
	}
	var named []*diag.Diagnostic
	for _, d := range all {
		own := *d
		own.Span = in(d.Span)
		own.Notes = slices.Clone(d.Notes)
		for i := range own.Notes {
			own.Notes[i].Span = in(own.Notes[i].Span)
		}
		named = append(named, &own)
	}
	return named
}
