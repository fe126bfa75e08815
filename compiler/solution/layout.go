package solution

import (
	"strings"

	"github.com/dvpolicy/dvpolicy/compiler/markup"
)

// A form is how the files of a solution are laid out.
type form uint8

const (
	unpackedForm  form = iota // Other/Solution.xml, a file for each role and table
	extractedForm             // solution.xml and customizations.xml, as in the zip; or customizations.xml alone
	yamlForm                  // solutions/<name>/solution.yml
)

// A part of a layout: the files with names of this pattern, what of them is kept, and who reads it.
type part struct {
	pattern []string
	keep    markup.Keep
	read    func(r *reader, root *markup.Element, name string)
	maybe   bool // files of that name are something else, too
}

// expected names the document elements that a part may have.
func (p part) expected() string {
	for _, name := range documentNames {
		if _, is := p.keep[name]; is {
			return name
		}
	}
	panic("bug: a part without a document element")
}

func partOf(layout []part, name string) *part {
	if !matchPart("*.xml", name) && !matchPart("*.yml", name) && !matchPart("*.yaml", name) {
		return nil
	}
	steps := strings.Split(name, "/")
	for i := range layout {
		if matchParts(layout[i].pattern, steps) {
			return &layout[i]
		}
	}
	return nil
}

// What is kept of each document. Elements without children of their own are kept for their text or their attributes. Roles and profiles
// are kept whole: what is not read of them is reported.
var (
	leaf = markup.Keep{}

	columnKeep = markup.Keep{"Type": leaf, "Name": leaf, "LogicalName": leaf, "IsSecured": leaf, "IsAuditEnabled": leaf}
	tableKeep  = markup.Keep{"Name": leaf, "EntityInfo": {"entity": {
		"attributes":        {"attribute": columnKeep},
		"OwnershipTypeMask": leaf, "IsActivity": leaf, "AutoCreateAccessTeams": leaf,
		"IsAuditEnabled": leaf, "IsRetrieveAuditEnabled": leaf, "IsRetrieveMultipleAuditEnabled": leaf,
	}}}
	relationshipKeep = markup.Keep{
		"EntityRelationshipType": leaf, "ReferencingEntityName": leaf, "ReferencedEntityName": leaf, "ReferencingAttributeName": leaf,
		"CascadeAssign": leaf, "CascadeDelete": leaf, "CascadeReparent": leaf, "CascadeShare": leaf, "CascadeUnshare": leaf,
	}
	appModuleKeep = markup.Keep{"UniqueName": leaf, "AppModuleRoleMaps": {"Role": leaf}}
	publisherKeep = markup.Keep{"UniqueName": leaf, "CustomizationPrefix": leaf}
	manifestKeep  = markup.Keep{
		"UniqueName": leaf, "Version": leaf, "Managed": leaf, "Publisher": publisherKeep,
		"LocalizedNames": {"LocalizedName": leaf}, "RootComponents": {"RootComponent": leaf},
	}
	maskKeep = markup.Keep{"entityname": leaf, "attributelogicalname": leaf, "maskingruleid": {"name": leaf}}
)

// documents are the document elements of a solution's files; documentNames lists those that a message may name, in its order.
var (
	documents = markup.Keep{
		"ImportExportXml": {
			"Roles":                 markup.Whole,
			"FieldSecurityProfiles": markup.Whole,
			"Entities":              {"Entity": tableKeep},
			"EntityRelationships":   {"EntityRelationship": relationshipKeep},
			"AppModules":            {"AppModule": appModuleKeep},
			"SolutionManifest":      manifestKeep,
		},
		"Role":                  markup.Whole,
		"FieldSecurityProfiles": markup.Whole,
		"FieldSecurityProfile":  markup.Whole,
		"Entity":                tableKeep,
		"attribute":             columnKeep,
		"EntityRelationships":   {"EntityRelationship": relationshipKeep},
		"EntityRelationship":    relationshipKeep,
		"AppModule":             appModuleKeep,
		"maskingrule":           leaf,
		"attributemaskingrule":  maskKeep,
		"SolutionManifest":      manifestKeep,
		"RootComponents":        {"RootComponent": leaf},
		"Publisher":             publisherKeep,
	}
	documentNames = []string{
		"ImportExportXml", "Role", "FieldSecurityProfiles", "Entity", "attribute", "EntityRelationships", "AppModule", "maskingrule",
		"attributemaskingrule", "SolutionManifest", "RootComponents", "Publisher",
	}
)

// readers read a document by its element.
var readers = map[string]func(r *reader, root *markup.Element, name string){
	"ImportExportXml":       (*reader).customizations,
	"Role":                  (*reader).role,
	"FieldSecurityProfiles": (*reader).profiles,
	"FieldSecurityProfile":  (*reader).profile,
	"Entity":                (*reader).table,
	"attribute":             (*reader).looseColumn,
	"EntityRelationships":   (*reader).relationships,
	"EntityRelationship":    (*reader).relationship,
	"AppModule":             (*reader).appModule,
	"maskingrule":           (*reader).maskingRule,
	"attributemaskingrule":  (*reader).maskedColumn,
	"SolutionManifest":      func(*reader, *markup.Element, string) {}, // read before all else
	"RootComponents":        func(*reader, *markup.Element, string) {},
	"Publisher":             func(*reader, *markup.Element, string) {},
}

// layouts are the parts of each form; the first pattern that a name has is its part.
var layouts = [...][]part{
	unpackedForm: append([]part{
		file("Other/Customizations.xml", "ImportExportXml"),
		file("Other/FieldSecurityProfiles.xml", "FieldSecurityProfiles"),
		file("Other/Relationships.xml", "EntityRelationships"),
		file("Other/Relationships/*.xml", "EntityRelationships"),
		file("Roles/**/*.xml", "Role"),
		perhaps(file("**/Roles/**/*.xml", "Role")), // a mapping file of the packager may have moved them
		file("Entities/*/Entity.xml", "Entity"),
		file("AppModules/*/AppModule.xml", "AppModule"),
	}, masking...),
	extractedForm: append([]part{file("customizations.xml", "ImportExportXml")}, masking...),
	yamlForm: append([]part{
		file("roles/**/*.yml", "Role"),
		file("roles/**/*.xml", "Role"),
		file("fieldsecurityprofiles/**/*.yml", "FieldSecurityProfiles", "FieldSecurityProfile"),
		file("**/fieldsecurityprofiles.yml", "FieldSecurityProfiles"),
		file("**/fieldsecurityprofiles.xml", "FieldSecurityProfiles"),
		file("entities/*/entity.yml", "Entity"),
		file("entities/*/attributes/*.yml", "attribute"),
		file("entityrelationships/**/*.yml", "EntityRelationships", "EntityRelationship"),
		file("appmodules/*/appmodule.yml", "AppModule"),
		file("**/maskingrules/*/maskingrule.yml", "maskingrule"),
		file("**/attributemaskingrules/*/attributemaskingrule.yml", "attributemaskingrule"),
	}, masking...),
}

var masking = []part{
	file("**/maskingrules/*/maskingrule.xml", "maskingrule"),
	file("**/attributemaskingrules/*/attributemaskingrule.xml", "attributemaskingrule"),
}

func file(pattern string, documentElements ...string) part {
	p := part{pattern: strings.Split(pattern, "/"), keep: markup.Keep{}}
	for _, name := range documentElements {
		p.keep[name] = documents[name]
	}
	p.read = func(r *reader, root *markup.Element, name string) { readers[root.Name](r, root, name) }
	return p
}

func perhaps(p part) part {
	p.maybe = true
	return p
}
