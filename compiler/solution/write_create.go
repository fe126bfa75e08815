package solution

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/diag"
	"github.com/dvpolicy/dvpolicy/compiler/markup"
)

// Create is a new unpacked solution with the roles and profiles that are wanted, by file name: what `pac solution init` makes, and they.
// It needs a unique name and a publisher; the version is 1.0.0.0 where none is said, the title the unique name.
func Create(want *Solution, diags *diag.List) []Change {
	problems := &diag.List{}
	defer func() { diags.Add(problems) }()
	checkNames(want, problems)
	w := &writer{want: want, have: &Solution{}, diags: problems, names: map[string]string{}, unpacked: true}
	roles := w.match("role", identities(want.Roles), nil)
	profiles := w.match("column security profile", identities(want.Profiles), nil)
	if problems.HasErrors() {
		return nil
	}
	s := plainStyle
	w.addRoles(order(len(roles.ids)), roles.ids)
	w.addProfiles(order(len(profiles.ids)), profiles.ids)
	listed := append(components(roleType, roles.ids), components(profileType, profiles.ids)...)
	w.made = append(w.made,
		Change{Name: "Other/Customizations.xml", Text: s.document(customizationsNode())},
		Change{Name: "Other/Relationships.xml", Text: s.document(withNamespace(node{name: "EntityRelationships"}))},
		Change{Name: "Other/Solution.xml", Text: s.document(solutionNode(want, listed))},
	)
	if problems.HasErrors() {
		return nil
	}
	return w.result()
}

func order(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// checkNames wants what Dataverse wants of the names of a solution, of its publisher and of the prefix.
// https://learn.microsoft.com/power-platform/alm/solution-concepts-alm
func checkNames(want *Solution, diags *diag.List) {
	for _, n := range []struct{ what, name string }{
		{"the unique name of the solution", want.UniqueName}, {"the unique name of the publisher", want.Publisher.UniqueName},
	} {
		if !isUniqueName(n.name) {
			diags.Errorf(diag.InvalidSolution, want.Span, "%s is %q: expected letters, digits and _, not beginning with a digit", n.what, n.name)
		}
	}
	p := strings.ToLower(want.Publisher.Prefix)
	if len(p) < 2 || len(p) > 8 || !isUniqueName(p) || strings.Contains(p, "_") || strings.HasPrefix(p, "mscrm") {
		diags.Errorf(diag.InvalidSolution, want.Span, "the prefix of the publisher is %q: expected 2 to 8 letters and digits, not beginning with a digit nor with mscrm", want.Publisher.Prefix)
	}
}

func isUniqueName(name string) bool {
	for i, b := range []byte(name) {
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_'
		if !letter && (i == 0 || b < '0' || b > '9') {
			return false
		}
	}
	return name != ""
}

func withNamespace(n node) node {
	n.attrs = append(n.attrs, markup.Attr{Name: "xmlns:xsi", Value: xsiNamespace})
	return n
}

const language = "1033"

// customizationsNode is what unpacking leaves of customizations.xml; packing wants the elements.
func customizationsNode() node {
	n := withNamespace(node{name: "ImportExportXml"})
	for _, name := range []string{
		"Entities", "Roles", "Workflows", profilesName, "Templates", "EntityMaps", "EntityRelationships", "OrganizationSettings",
		"optionsets", "CustomControls", "EntityDataProviders",
	} {
		n.children = append(n.children, node{name: name})
	}
	n.children = append(n.children, node{name: "Languages", children: []node{{name: "Language", text: language}}})
	return n
}

func solutionNode(want *Solution, listed []component) node {
	root := node{name: "ImportExportXml", attrs: []markup.Attr{
		{Name: "version", Value: "9.1.0.643"}, {Name: "SolutionPackageVersion", Value: "9.1"}, {Name: "languagecode", Value: language},
		{Name: "generatedBy", Value: "CrmLive"},
	}}
	root = withNamespace(root)
	root.children = []node{{name: "SolutionManifest", children: []node{
		{name: "UniqueName", text: want.UniqueName},
		labels("LocalizedNames", "LocalizedName", cmp.Or(want.Title, want.UniqueName)),
		{name: "Descriptions"},
		{name: "Version", text: cmp.Or(want.Version, "1.0.0.0")},
		{name: "Managed", text: "0"},
		publisherNode(want.Publisher),
		componentsNode(listed),
		{name: "MissingDependencies"},
	}}}
	return root
}

func labels(list, name, text string) node {
	return node{name: list, children: []node{{name: name, attrs: []markup.Attr{
		{Name: "description", Value: text}, {Name: "languagecode", Value: language},
	}}}}
}

func publisherNode(p Publisher) node {
	return node{name: "Publisher", children: []node{
		{name: "UniqueName", text: p.UniqueName},
		labels("LocalizedNames", "LocalizedName", p.UniqueName),
		labels("Descriptions", "Description", p.UniqueName),
		nothing("EMailAddress"),
		nothing("SupportingWebsiteUrl"),
		{name: "CustomizationPrefix", text: p.Prefix},
		{name: "CustomizationOptionValuePrefix", text: strconv.Itoa(optionPrefix(p.Prefix))},
		{name: "Addresses", children: []node{addressNode("1"), addressNode("2")}},
	}}
}

// nothing is an element that is null.
func nothing(name string) node {
	return node{name: name, attrs: []markup.Attr{{Name: "xsi:nil", Value: "true"}}, long: true}
}

func addressNode(number string) node {
	n := node{name: "Address", children: []node{{name: "AddressNumber", text: number}, {name: "AddressTypeCode", text: "1"}}}
	for _, name := range []string{
		"City", "County", "Country", "Fax", "FreightTermsCode", "ImportSequenceNumber", "Latitude", "Line1", "Line2", "Line3", "Longitude",
		"Name", "PostalCode", "PostOfficeBox", "PrimaryContactName",
	} {
		n.children = append(n.children, nothing(name))
	}
	n.children = append(n.children, node{name: "ShippingMethodCode", text: "1"})
	for _, name := range []string{
		"StateOrProvince", "Telephone1", "Telephone2", "Telephone3", "TimeZoneRuleVersionNumber", "UPSZone", "UTCOffset",
		"UTCConversionTimeZoneCode",
	} {
		n.children = append(n.children, nothing(name))
	}
	return n
}
