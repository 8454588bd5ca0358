import {
  CheckRequest,
  CheckResponse,
  ConfigureRequest,
  CreateRequest,
  CreateResponse,
  DeleteRequest,
  DiffRequest,
  ErrorResourceInitFailed,
  InvokeRequest,
  InvokeResponse,
  ReadRequest,
  ReadResponse,
  UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { structFields } from "./struct-fields";

/** The messages with property bags. */
export const messages = {
  checkRequest: structFields(CheckRequest, {
    olds: (message, value) => message.setOlds(value),
    news: (message, value) => message.setNews(value),
  }),
  checkResponse: structFields(CheckResponse, {
    inputs: (message, value) => message.setInputs(value),
  }),
  configureRequest: structFields(ConfigureRequest, {
    args: (message, value) => message.setArgs(value),
  }),
  diffRequest: structFields(DiffRequest, {
    olds: (message, value) => message.setOlds(value),
    news: (message, value) => message.setNews(value),
    oldInputs: (message, value) => message.setOldInputs(value),
  }),
  createRequest: structFields(CreateRequest, {
    properties: (message, value) => message.setProperties(value),
  }),
  createResponse: structFields(CreateResponse, {
    properties: (message, value) => message.setProperties(value),
  }),
  readRequest: structFields(ReadRequest, {
    properties: (message, value) => message.setProperties(value),
    inputs: (message, value) => message.setInputs(value),
  }),
  readResponse: structFields(ReadResponse, {
    properties: (message, value) => message.setProperties(value),
    inputs: (message, value) => message.setInputs(value),
  }),
  updateRequest: structFields(UpdateRequest, {
    olds: (message, value) => message.setOlds(value),
    news: (message, value) => message.setNews(value),
    oldInputs: (message, value) => message.setOldInputs(value),
  }),
  updateResponse: structFields(UpdateResponse, {
    properties: (message, value) => message.setProperties(value),
  }),
  deleteRequest: structFields(DeleteRequest, {
    properties: (message, value) => message.setProperties(value),
    oldInputs: (message, value) => message.setOldInputs(value),
  }),
  invokeRequest: structFields(InvokeRequest, {
    args: (message, value) => message.setArgs(value),
  }),
  invokeResponse: structFields(InvokeResponse, {
    result: (message, value) => message.setReturn(value),
  }),
  initFailed: structFields(ErrorResourceInitFailed, {
    properties: (message, value) => message.setProperties(value),
    inputs: (message, value) => message.setInputs(value),
  }),
};
