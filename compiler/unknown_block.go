package compiler

import (
	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/syntax"
)

// Blocks that people know from elsewhere: the kind that is meant, and what to write.
var foreignBlocks = map[string]struct{ construct, hint string }{
	"variable":               {"", "a policy has no inputs: write locals, and look up by env.name what differs between environments"},
	"output":                 {"", "the matrix has everything: write nothing"},
	"module":                 {"", "all files below a folder are one policy: write the blocks of the module themselves"},
	"resource":               {"", "write what it is, as in role \"sales\" { … }"},
	"data":                   {"", "write locals, and read files by csvdecode(file(\"…\"))"},
	"provider":               {"", "nothing is connected to: write nothing"},
	"terraform":              {"", "nothing is connected to: write nothing"},
	"bu":                     {"business_unit", "write business_unit"},
	"security_role":          {"role", "write role"},
	"entity":                 {"table", "write table"},
	"group":                  {"entra_group", "write entra_group"},
	"security_group":         {"entra_group", "write entra_group"},
	"app_user":               {"application_user", "write application_user"},
	"service_principal":      {"application_user", "write application_user"},
	"field_security_profile": {"column_security_profile", "write column_security_profile"},
}

// unknownBlock reports a block of no kind that there is. What it seems to mean is not missed where it is referred to.
func (d *declarations) unknownBlock(b *syntax.Block, diags *diag.List) {
	report := diags.Errorf(diag.UnknownBlock, b.TypeSpan, "no block is called %q", b.Type)
	if foreign, known := foreignBlocks[b.Type]; known {
		report.Hint = foreign.hint
		d.breaks(foreign.construct, b)
		return
	}
	var words []string
	for _, c := range d.constructs {
		words = append(words, c.name)
	}
	report.Suggest(b.Type, words)
	d.breaks(diag.Nearest(b.Type, words), b)
}
