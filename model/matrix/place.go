package matrix

import (
	"cmp"

	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Place is where something was written: a line of a file. Line 0 is nowhere; its file then names what needs no writing, as a standard
// role's grants, or nothing.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

func placeOf(s source.Span) Place {
	if !s.Known() {
		return Place{}
	}
	return Place{s.File.Name, s.Line()}
}

// grantPlace is where a role's grant was written; a standard role's facts come from the catalogue, under its address.
func grantPlace(r *model.Role, s source.Span) Place {
	if !s.Known() && r.Standard {
		return Place{File: r.Address}
	}
	return placeOf(s)
}

func (p Place) compare(q Place) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line))
}
