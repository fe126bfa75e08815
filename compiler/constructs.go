package compiler

// constructs is every kind of top-level block, in the order in which they are bound: what one needs of another stands before it.
func constructs() []*construct {
	return []*construct{
		solutionConstruct,
		tableConstruct,
		privilegeConstruct,
		businessUnitConstruct,
		environmentConstruct,
		roleConstruct,
		positionConstruct,
		userConstruct,
		applicationUserConstruct,
		entraGroupConstruct,
		teamConstruct,
		columnSecurityProfileConstruct,
		accessTeamTemplateConstruct,
		shareConstruct,
		localsConstruct,

		// Known from the start, evaluated by later versions.
		invariantConstruct,
		lintConstruct,
		segregationOfDutiesConstruct,
		testConstruct,
		waiverConstruct,
	}
}
