package lint

import (
	"github.com/dvpolicy/dvpolicy/model"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// A Fix is the one right answer to a finding, in one environment: a change of the text, and what that must come to. Whoever applies it
// compiles the changed text, and wants exactly what Apply makes of the model as it was.
type Fix struct {
	Edit       source.Edit
	Apply      func(*model.Policy)
	Everywhere bool   // Apply holds for every environment, whichever has the finding
	SameAccess bool   // nobody may do more or less than before
	Why        string // there is no fix, for this reason; the rest is empty
}
