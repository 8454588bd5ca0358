import { randomUUID } from "node:crypto";

import { now } from "./actions";
import { ApiError, notFound, unprocessable } from "./http/answer";

export interface ProjectFacts {
  name: string;
  description: string;
  purpose: string;
  environment: string;
}

export interface Project extends ProjectFacts {
  readonly id: string;
  isDefault: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

/** The account's projects, and what is in them. */
export class Projects {
  private readonly projects = new Map<string, Project>();
  /** By URN. */
  private readonly assigned = new Map<string, { project: string; at: string }>();
  readonly defaultId: string;

  constructor() {
    const first = this.add({
      ...{ name: "first-project", description: "Update your project information under Settings" },
      ...{ purpose: "Just trying out DigitalOcean", environment: "Development" },
    });
    first.isDefault = true;
    this.defaultId = first.id;
  }

  all(): Project[] {
    return [...this.projects.values()];
  }

  get(id: string): Project {
    const project =
      id === "default" ? this.all().find(({ isDefault }) => isDefault) : this.projects.get(id);
    if (project === undefined) throw notFound();
    return project;
  }

  add(facts: ProjectFacts): Project {
    if (this.all().some(({ name }) => name === facts.name))
      throw unprocessable("name is already in use by another project");
    const time = now();
    const made = { ...facts, id: randomUUID(), isDefault: false, createdAt: time, updatedAt: time };
    this.projects.set(made.id, made);
    return made;
  }

  change(project: Project, facts: Partial<ProjectFacts>, isDefault?: boolean): void {
    Object.assign(project, facts, { updatedAt: now() });
    if (isDefault !== true) return;
    for (const each of this.all()) each.isDefault = each === project;
  }

  delete(project: Project): void {
    if (project.isDefault)
      throw new ApiError(412, "precondition_failed", "the default project can't be deleted");
    if (this.resourcesOf(project).length > 0)
      throw new ApiError(412, "precondition_failed", "cannot delete a project with resources");
    this.projects.delete(project.id);
  }

  assign(project: Project, urns: readonly string[]): { urn: string; assigned_at: string }[] {
    for (const urn of urns) this.assigned.set(urn, { project: project.id, at: now() });
    return this.resourcesOf(project).filter(({ urn }) => urns.includes(urn));
  }

  resourcesOf({ id }: Project): { urn: string; assigned_at: string }[] {
    return [...this.assigned]
      .filter(([, { project }]) => project === id)
      .map(([urn, { at }]) => ({ urn, assigned_at: at }));
  }

  /** It is gone. */
  forget(urn: string): void {
    this.assigned.delete(urn);
  }
}

export function projectObject(project: Project): object {
  const { id, name, description, purpose, environment, isDefault, createdAt, updatedAt } = project;
  return {
    ...{ id, name, description, purpose, environment },
    owner_uuid: "5df3e3004a17e242b7c20ca6c9fc25b701a47ece",
    owner_id: 258_992,
    is_default: isDefault,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
