package schema

import _ "embed"

//go:embed matrix.schema.json
var artifactSchema []byte

// ArtifactSchema is the JSON Schema of the matrix artifact.
func ArtifactSchema() []byte { return artifactSchema }

//go:embed steps.schema.json
var stepsSchema []byte

// StepsSchema is the JSON Schema of what `export --steps` writes as JSON.
func StepsSchema() []byte { return stepsSchema }

//go:embed findings.schema.json
var findingsSchema []byte

// FindingsSchema is the JSON Schema of what `lint -f json` prints.
func FindingsSchema() []byte { return findingsSchema }

//go:embed check.schema.json
var checkSchema []byte

// CheckSchema is the JSON Schema of what `check -f json` prints. Of findings it refers to theirs.
func CheckSchema() []byte { return checkSchema }

//go:embed baseline.schema.json
var baselineSchema []byte

// BaselineSchema is the JSON Schema of what `lint --write-baseline` writes.
func BaselineSchema() []byte { return baselineSchema }

//go:embed diff.schema.json
var diffSchema []byte

// DiffSchema is the JSON Schema of what `diff -f json` prints. Of findings it refers to theirs.
func DiffSchema() []byte { return diffSchema }

//go:embed accepted.schema.json
var acceptedSchema []byte

// AcceptedSchema is the JSON Schema of what `diff --accept` reads. Of changes it refers to diff's.
func AcceptedSchema() []byte { return acceptedSchema }
