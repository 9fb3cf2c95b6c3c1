// Where the home page starts.
import { render } from 'preact'
import { Brand } from '../look/brand.tsx'

const page = document.getElementById('page')
if (page) render(<Brand />, page)
