/** Templates print what a view-model has decided. */
import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'

const compiled = new Map<string, Handlebars.TemplateDelegate>()

/** @param name of a file in `templates`, without `.hbs` */
export function render(name: string, view: object): string {
  let template = compiled.get(name)
  if (template === undefined) {
    const source = readFileSync(new URL(`./templates/${name}.hbs`, import.meta.url), 'utf8')
    template = Handlebars.compile(source, { noEscape: true, strict: true })
    compiled.set(name, template)
  }
  return template(view, { allowProtoPropertiesByDefault: false })
}
