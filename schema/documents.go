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
