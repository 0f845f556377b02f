import { Link } from 'react-router';

import { shortId, useItemName } from './items';

/** Another item, by its name, on the way to its page; the id where it cannot be seen. */
export function ItemName({ id }: { id: string }) {
  const name = useItemName(id);
  return name === null || name === undefined ? <span>{shortId(id)}</span> : <Link to={`/items/${id}`}>{name}</Link>;
}
