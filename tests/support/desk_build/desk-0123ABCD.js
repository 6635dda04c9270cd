import "./chunk-89ABCDEF.js";
