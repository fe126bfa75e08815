package compiler

import (
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/model/source"
)

// What was not read must not be missed: a file with a syntax error may declare whatever seems to be unknown, and so may a solution that could
// not be read. Those diagnostics would only repeat, in other words, what was reported.

// Codes that may say no more than that something of the policy is not known.
var missesWhatWasLost = []diag.Code{
	diag.UnknownReference, diag.UnknownRole, diag.UnknownTable, diag.UnknownPrivilege, diag.UnknownEnvironment, diag.AbsentInEnvironment,
	diag.RoleNotAssignable, diag.NeedsAccessTeams, diag.TwoRoots, diag.UnmaskedNeedsMasking, diag.ColumnNotSecured, diag.NeedsMatrixMode,
	diag.OwningBusinessUnit,
}

// And those that may say it of the block with the syntax error.
var missesWhatItLost = []diag.Code{
	diag.UnknownAttribute, diag.UnknownBlock, diag.MissingAttribute, diag.InvalidLabels, diag.NeedsManagedEnvironment, diag.TeamWithoutGroup,
	diag.MaskingNeedsSecured, diag.UnmaskedNeedsRead,
}

// Codes of the parser after which a part of the file is not there.
var losesBlocks = []diag.Code{diag.Syntax, diag.LimitExceeded, diag.InvalidUTF8}

// lostFiles are the files that were not read in whole.
func lostFiles(parsed *diag.List) map[*source.File]bool {
	lost := map[*source.File]bool{}
	for _, d := range parsed.Sorted() {
		if slices.Contains(losesBlocks, d.Code) {
			lost[d.Span.File] = true
		}
	}
	return lost
}

// withoutFollowers takes away what may follow only from what was lost.
func withoutFollowers(found *diag.List, lost map[*source.File]bool, solutions bool) {
	if len(lost) == 0 && !solutions {
		return
	}
	found.DeleteFunc(func(d *diag.Diagnostic) bool {
		return slices.Contains(missesWhatWasLost, d.Code) || lost[d.Span.File] && slices.Contains(missesWhatItLost, d.Code)
	})
}
