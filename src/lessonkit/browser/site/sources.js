// The page of all sources.
import { findSources } from "./find.js";

findSources();
