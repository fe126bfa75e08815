package model

import "regexp"

// What relationships cascade, and what columns there are. The first word of a cascade is what is assumed.
var (
	Cascades       = []string{"none", "cascade", "active", "user_owned"} // of assign, share, unshare and reparent
	DeleteCascades = []string{"remove_link", "cascade", "restrict"}
	MergeCascades  = []string{"none", "cascade"}
	ColumnKinds    = []string{"text", "number", "date", "choice", "lookup", "calculated", "rollup", "formula", "file", "image", "composite", "virtual", "primary_name"}
)

var logicalName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// LogicalName reports whether a table or column can be called so.
func LogicalName(name string) bool { return logicalName.MatchString(name) }
