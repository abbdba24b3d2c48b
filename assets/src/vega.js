// The transforms that Vega-Lite's common marks compile to; no maps, trees, forces or word clouds.
import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import * as data from "vega-transforms";
import * as views from "vega-view-transforms";

Object.assign(transforms, data, views, encode);

export { expressionInterpreter } from "vega-interpreter";
export { parse } from "vega-parser";
export { View } from "vega-view";
