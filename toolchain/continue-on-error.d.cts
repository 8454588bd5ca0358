declare function continuing<T>(proto: T): T;
export = continuing;
