package schema

import _ "embed"

//go:embed matrix.schema.json
var artifactSchema []byte

// ArtifactSchema is the JSON Schema of the matrix artifact.
func ArtifactSchema() []byte { return artifactSchema }
