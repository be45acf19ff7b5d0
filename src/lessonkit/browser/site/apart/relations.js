import { renderRelations } from "../../actors/relations.js";
import { VIEWS } from "../registry.js";

VIEWS.relations = renderRelations;
