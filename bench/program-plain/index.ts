import "../program/index";
