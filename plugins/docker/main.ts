import { serve } from "../runtime/serve";
import { provider } from "./provider";

void serve(provider);
