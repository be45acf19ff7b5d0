import { renderWhatIf } from "../../whatif/whatif.js";
import { VIEWS } from "../registry.js";

VIEWS.whatif = renderWhatIf;
