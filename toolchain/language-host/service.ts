import { status, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import {
  PackageDependency,
  PackageParameterization,
  PluginInfo,
} from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { version } from "@pulumi/pulumi/package.json";
import { installDependencies } from "./install-dependencies";
import { packageManager } from "./package-manager";
import { packageManagerVersion } from "./package-manager-version";
import { programDependencies } from "./program-dependencies";
import { requiredPackages, type RequiredPackage } from "./required-packages";
import { runPlugin } from "./run-plugin";
import { runProgram, type ProgramPlace } from "./run-program";
import { runtimeOptions } from "./runtime-options";

/** Answers with what `work` returns; an error becomes the call's status, with its message alone. */
function unary<Request, Response>(
  work: (
    request: Request,
    call: ServerUnaryCall<Request, Response>,
  ) => Response | Promise<Response>,
) {
  return (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => work(call.request, call))
      .then(
        (response) => done(null, response),
        (error: Error) => done({ code: status.UNKNOWN, details: error.message }),
      );
  };
}

function folderOf(info: language.ProgramInfo | undefined): string {
  return info?.getProgramDirectory() || process.cwd();
}

function packageDependency(required: RequiredPackage): PackageDependency {
  const dependency = new PackageDependency();
  dependency.setName(required.name);
  dependency.setKind("resource");
  dependency.setVersion(required.version);
  dependency.setServer(required.server);
  if (required.parameterization !== undefined) {
    const { name, version: parameterVersion, value } = required.parameterization;
    const parameterization = new PackageParameterization();
    parameterization.setName(name);
    parameterization.setVersion(parameterVersion);
    parameterization.setValue(value);
    dependency.setParameterization(parameterization);
  }
  return dependency;
}

async function about(request: language.AboutRequest): Promise<language.AboutResponse> {
  const info = request.getInfo();
  const manager = packageManager(runtimeOptions(info).packagemanager, folderOf(info));
  const response = new language.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  response.getMetadataMap().set("packagemanager", manager);
  const known = await packageManagerVersion(manager);
  if (known !== undefined) response.getMetadataMap().set("packagemanagerVersion", known);
  return response;
}

function prompts(request: language.RuntimeOptionsRequest): language.RuntimeOptionsResponse {
  const response = new language.RuntimeOptionsResponse();
  const given = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
  if ("packagemanager" in given) return response;
  const value = (name: string) => {
    const choice = new language.RuntimeOptionPrompt.RuntimeOptionValue();
    choice.setPrompttype(language.RuntimeOptionPrompt.RuntimeOptionType.STRING);
    choice.setStringvalue(name);
    choice.setDisplayname(name);
    return choice;
  };
  const prompt = new language.RuntimeOptionPrompt();
  prompt.setKey("packagemanager");
  prompt.setDescription("The package manager to use for installing dependencies");
  prompt.setPrompttype(language.RuntimeOptionPrompt.RuntimeOptionType.STRING);
  prompt.setChoicesList(["npm", "pnpm", "yarn", "bun"].map(value));
  prompt.setDefault(value("npm"));
  response.addPrompts(prompt);
  return response;
}

/**
 * The language host. What generates code (`pulumi convert`, `package gen-sdk`, `package pack`) is
 * left out and answers "unimplemented": it needs the official CLI's own language host.
 */
export function languageService(
  initialEngineAddress: string,
  place: ProgramPlace,
): Partial<ILanguageRuntimeServer> {
  let engineAddress = initialEngineAddress;
  const cancels = new Set<() => void>();
  return {
    handshake: unary((request) => {
      engineAddress = request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),
    getRequiredPackages: unary((request) => {
      const response = new language.GetRequiredPackagesResponse();
      response.setPackagesList(
        requiredPackages(folderOf(request.getInfo())).map(packageDependency),
      );
      return response;
    }),
    run: unary(async (request, call) => {
      let cancel: () => void = () => undefined;
      // The call breaks off when the engine has gone away or no longer wants the program.
      call.once("cancelled", () => cancel());
      const response = await runProgram(request, engineAddress, place, (started) => {
        cancel = started;
        cancels.add(started);
      });
      cancels.delete(cancel);
      return response;
    }),
    runPlugin: (stream) => void runPlugin(stream, engineAddress),
    installDependencies: (stream) => void installDependencies(stream),
    about: unary(about),
    runtimeOptionsPrompts: unary(prompts),
    template: unary(() => new language.TemplateResponse()),
    getProgramDependencies: unary((request) => {
      const folder = folderOf(request.getInfo()) || request.getPwd();
      const response = new language.GetProgramDependenciesResponse();
      for (const { name, version: installed } of programDependencies(
        folder,
        request.getTransitivedependencies(),
      )) {
        const dependency = new language.DependencyInfo();
        dependency.setName(name);
        dependency.setVersion(installed);
        response.addDependencies(dependency);
      }
      return response;
    }),
    cancel: unary(() => {
      for (const cancel of cancels) cancel();
      return new Empty();
    }),
  };
}
