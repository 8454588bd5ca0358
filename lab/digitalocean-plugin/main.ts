import { serve } from "../../plugins/runtime/serve";
import { provider } from "./provider";

void serve(provider);
