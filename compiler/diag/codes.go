package diag

// A Code names a check. It is kebab-case and never used again for something else.
type Code string

// Every code of the compiler: this is the one list.
const (
	// Reading files and HCL.
	Syntax           Code = "syntax"            // not HCL
	LimitExceeded    Code = "limit-exceeded"    // larger or deeper than anything sane
	InvalidUTF8      Code = "invalid-utf8"      // not text
	DuplicateKey     Code = "duplicate-key"     // one key, or one name of a list, twice
	InvalidCall      Code = "invalid-call"      // a function that does not exist, or that refuses its arguments
	InvalidValue     Code = "invalid-value"     // of another type or form than wanted
	FileNotReadable  Code = "file-not-readable" // file("…") that cannot be read, or must not be
	UnknownRule      Code = "unknown-rule"      // of the linter
	UnknownComment   Code = "unknown-comment"   // dvpolicy:something, which nobody reads
	MisplacedComment Code = "misplaced-comment" // dvpolicy:ignore that belongs to no block
	InvalidArtifact  Code = "invalid-artifact"  // a matrix artifact that is none, or of another version

	// Blocks, attributes, names.
	UnknownBlock         Code = "unknown-block"
	UnknownAttribute     Code = "unknown-attribute"
	MissingAttribute     Code = "missing-attribute"
	InvalidLabels        Code = "invalid-labels"
	NameTooLong          Code = "name-too-long"
	DuplicateBlock       Code = "duplicate-block" // one address twice in an environment
	DuplicateName        Code = "duplicate-name"  // two things that Dataverse could not tell apart
	UnknownReference     Code = "unknown-reference"
	UnknownRole          Code = "unknown-role"
	AmbiguousReference   Code = "ambiguous-reference" // two solutions have what is meant
	UnknownTable         Code = "unknown-table"
	UnknownPrivilege     Code = "unknown-privilege"
	UnknownVerb          Code = "unknown-verb"
	UnknownLevel         Code = "unknown-level"
	UnknownEnvironment   Code = "unknown-environment"
	UnknownDisputedPoint Code = "unknown-disputed-point"
	AbsentInEnvironment  Code = "absent-in-environment" // declared, but not for this environment
	EvaluationCycle      Code = "evaluation-cycle"
	NotYet               Code = "not-yet" // a later version does it

	// Business units and environments.
	TwoRoots                Code = "two-roots"
	BusinessUnitCycle       Code = "business-unit-cycle"
	NeedsManagedEnvironment Code = "needs-managed-environment"
	NeedsMatrixMode         Code = "needs-matrix-mode"    // without effect in classic mode
	OwningBusinessUnit      Code = "owning-business-unit" // a row elsewhere than its owner, which classic mode cannot have

	// Tables and columns.
	TableDiffers         Code = "table-differs" // from what the catalogue knows
	ColumnNotSecurable   Code = "column-not-securable"
	ColumnNotSecured     Code = "column-not-secured" // a profile opens what is open
	MaskingNeedsSecured  Code = "masking-needs-secured"
	UnmaskedNeedsRead    Code = "unmasked-needs-read"
	UnmaskedNeedsMasking Code = "unmasked-needs-masking"
	SecondCascade        Code = "second-cascade"
	NeedsAccessTeams     Code = "needs-access-teams"

	// Roles.
	LevelNotAvailable Code = "level-not-available" // the table does not have the verb at that level
	VerbNotAvailable  Code = "verb-not-available"  // the table does not have the verb
	TwoLevels         Code = "two-levels"          // one privilege at two levels in a role
	AllNotLowest      Code = "all-not-lowest"

	// Who holds what.
	RoleNotAssignable    Code = "role-not-assignable" // the principal may not hold that instance
	DuplicateAssignment  Code = "duplicate-assignment"
	AccessTeamRole       Code = "access-team-role"
	TeamWithoutGroup     Code = "team-without-group"
	TeamGroupKind        Code = "team-group-kind"
	TeamMembersFromGroup Code = "team-members-from-group"
	ManagerCycle         Code = "manager-cycle"
	PositionCycle        Code = "position-cycle"

	// What is kept beside solutions: Configuration Migration data, deployment settings.
	UnresolvedRecord  Code = "unresolved-record"  // it names what is not among what was read
	IncompleteRecords Code = "incomplete-records" // it says less than access depends on

	// Solutions.
	InvalidXML       Code = "invalid-xml"       // not well-formed, or with a document type
	InvalidYAML      Code = "invalid-yaml"      // not YAML, or more of YAML than solutions have
	InvalidArchive   Code = "invalid-archive"   // a zip that is damaged, or none
	UnsafeArchive    Code = "unsafe-archive"    // a zip with entries that no solution has: links, paths that leave it, names twice
	InvalidSolution  Code = "invalid-solution"  // something missing, or other than Dataverse writes it
	DuplicateID      Code = "duplicate-id"      // two roles or profiles with one id
	TwoSolutions     Code = "two-solutions"     // one unique name twice: two releases, or managed and unmanaged
	MissingComponent Code = "missing-component" // the manifest lists it, no file holds it
	NoAccessLevel    Code = "no-access-level"   // a privilege at a level that gives nothing: None, RecordFilter
	NotInSolution    Code = "not-in-solution"   // what a policy has, and the solution that is written has not
	ManagedSolution  Code = "managed-solution"  // only the unmanaged one can be written
	InvalidFileName  Code = "invalid-file-name" // a role whose name no file can have
)
